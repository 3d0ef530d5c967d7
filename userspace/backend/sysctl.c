// SPDX-License-Identifier: GPL-2.0
#include "backend/sysctl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/error.h"

int sysctl_read(const char *path, long *value)
{
	char *full = xasprintf("/proc/sys/%s", path);
	FILE *in = fopen(full, "re");
	int err = in ? 0 : -errno;

	if (in && fscanf(in, "%ld", value) != 1)
		err = -EIO;
	if (in)
		fclose(in);
	if (err && err != -ENOENT)
		error("cannot read %s: %s", full, strerror(-err));
	free(full);
	return err;
}
