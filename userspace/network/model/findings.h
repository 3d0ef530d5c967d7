/* SPDX-License-Identifier: GPL-2.0 */
/* What was found in several files. */
#ifndef ERSYM_NETWORK_MODEL_FINDINGS_H
#define ERSYM_NETWORK_MODEL_FINDINGS_H

#include "model/diagnostic.h"

/** struct finding_file - a file and what was found in it */
struct finding_file {
	char *path;
	struct diagnostics diags;
};

/** struct findings - files in the order in which they were read; the first is network.yaml */
struct findings {
	struct finding_file **v;
	size_t n;
};

/* The list of a file, which is new if there was none. It stays where it is. */
struct diagnostics *findings_file(struct findings *findings, const char *path);
size_t findings_errors(const struct findings *findings);
void findings_free(struct findings *findings);

#endif
