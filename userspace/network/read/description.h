/* SPDX-License-Identifier: GPL-2.0 */
/* network.yaml, and the files that it names. */
#ifndef ERSYM_NETWORK_READ_DESCRIPTION_H
#define ERSYM_NETWORK_READ_DESCRIPTION_H

#include "network/model/description.h"
#include "network/model/findings.h"

/**
 * description_load() - reads a description and the ersym.yaml of its edges
 * @d: written; description_free() is due in every case
 * @findings: what was found is added, a file each
 *
 * Return: 0 if there is no error, or a negative errno.
 */
int description_load(const char *path, struct description *d, struct findings *findings);

/* The same for text in memory, without the files of edges. */
int description_parse(const char *text, size_t length, struct description *d,
		      struct diagnostics *diags);

#endif
