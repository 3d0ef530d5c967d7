// SPDX-License-Identifier: GPL-2.0
#include "model/duration.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "util/array.h"

/* From the largest to the smallest. */
static const struct unit {
	const char *name;
	uint32_t msec;
} units[] = {
	{ "m", 60000 },
	{ "s", 1000 },
	{ "ms", 1 },
};

int duration_parse(const char *text, uint32_t *msec)
{
	const char *p = text;
	uint64_t n = 0;
	size_t i;

	if (!isdigit((unsigned char)p[0]) || (p[0] == '0' && isdigit((unsigned char)p[1])))
		return -EINVAL;
	for (; isdigit((unsigned char)*p); p++) {
		n = n * 10 + (uint64_t)(*p - '0');
		if (n > UINT32_MAX)
			return -EINVAL;
	}
	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (strcmp(p, units[i].name))
			continue;
		if (n * units[i].msec > UINT32_MAX)
			return -EINVAL;
		*msec = (uint32_t)(n * units[i].msec);
		return 0;
	}
	return -EINVAL;
}

const char *duration_format(uint32_t msec, char buf[static DURATION_STRLEN])
{
	size_t i = 0;

	while (msec % units[i].msec)
		i++;
	snprintf(buf, DURATION_STRLEN, "%" PRIu32 "%s", msec / units[i].msec, units[i].name);
	return buf;
}
