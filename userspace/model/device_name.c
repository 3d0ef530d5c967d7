// SPDX-License-Identifier: GPL-2.0
#include "model/device_name.h"

#include <ctype.h>
#include <string.h>

#include <linux/ersym.h>

bool device_name_is_valid(const char *name)
{
	const char *p;

	if (!*name || strlen(name) > ERSYM_DEVICE_MAX || !strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (p = name; *p; p++) {
		if (*p == '/' || *p == ':' || isspace((unsigned char)*p))
			return false;
	}
	return true;
}

bool device_name_is_pattern(const char *name)
{
	size_t n = strlen(name);

	return n && name[n - 1] == '*';
}

bool device_name_matches(const char *name, const char *device)
{
	return device_name_is_pattern(name) ? !strncmp(name, device, strlen(name) - 1) :
					      !strcmp(name, device);
}
