// SPDX-License-Identifier: GPL-2.0
#include "cmd/applied.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "model/diagnostic.h"

int applied_read(struct applied *applied)
{
	struct diagnostics diags = { 0 };
	char *text = NULL;
	size_t length;
	int err;

	memset(applied, 0, sizeof(*applied));
	err = in_force_open(&applied->kept);
	if (!err)
		err = in_force_read(&applied->kept, &text, &length);
	/* What another version of ersym kept may be refused; apply replaces it. */
	if (!err)
		applied->known = !config_parse(text, length, &applied->site, &diags);
	diagnostics_free(&diags);
	free(text);
	return err == -ENOENT ? 0 : err;
}

void applied_free(struct applied *applied)
{
	site_free(&applied->site);
	in_force_close(&applied->kept);
}
