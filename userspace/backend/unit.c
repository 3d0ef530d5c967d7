// SPDX-License-Identifier: GPL-2.0
#include "backend/unit.h"

#include <glob.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/array.h"

bool unit_systemd_runs(void)
{
	return !access("/run/systemd/system", F_OK);
}

/* systemctl(1) enables a unit by a link in such a directory. */
bool unit_is_enabled(const char *name)
{
	static const char *const places[] = {
		"/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system",
	};
	static const char *const relations[] = { "wants", "requires" };
	bool found = false;
	size_t i, j;
	char *pattern;
	glob_t paths;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		for (j = 0; j < ARRAY_SIZE(relations); j++) {
			pattern = xasprintf("%s/*.%s/%s", places[i], relations[j], name);
			found |= !glob(pattern, GLOB_NOSORT, NULL, &paths);
			globfree(&paths);
			free(pattern);
		}
	}
	return found;
}

/* With the unified hierarchy of control groups, and with the older one. */
bool unit_is_active(const char *name)
{
	static const char *const places[] = {
		"/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified",
	};
	bool active = false;
	size_t i;
	char *path;
	FILE *in;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		path = xasprintf("%s/system.slice/%s/cgroup.procs", places[i], name);
		in = fopen(path, "re");
		if (in) {
			active |= getc(in) != EOF;
			fclose(in);
		}
		free(path);
	}
	return active;
}
