// SPDX-License-Identifier: GPL-2.0
#include "doctor/conntrack.h"

#include <errno.h>

#include "backend/sysctl.h"
#include "doctor/command.h"
#include "util/alloc.h"

#define MAX "net/netfilter/nf_conntrack_max"
#define COUNT "net/netfilter/nf_conntrack_count"
#define LOOSE "net/netfilter/nf_conntrack_tcp_loose"
#define LIBERAL "net/netfilter/nf_conntrack_tcp_be_liberal"

/* Percent of the table that may be in use. */
#define FILL_WARNING 80
#define FILL_ERROR 95

/* Returns false if there is no value, which has been reported. */
static bool read_value(struct examination *x, const char *path, long *value)
{
	int err = sysctl_read(path, value);

	if (err == -ENOENT)
		report_unchecked(x, "/proc/sys/%s does not exist: there is no connection tracking",
				 path);
	else if (err)
		report_failed(x);
	return !err;
}

void doctor_conntrack_full(struct examination *x)
{
	long max, count, percent;

	if (!read_value(x, MAX, &max) || !read_value(x, COUNT, &count) || max <= 0)
		return;
	percent = count * 100 / max;
	if (percent < FILL_WARNING)
		return;
	report(x, percent < FILL_ERROR ? SEVERITY_WARNING : SEVERITY_ERROR,
	       xstrdup("sysctl " MAX),
	       xasprintf("the table of connections is %ld %% full: %ld of %ld", percent, count,
			 max), command_sysctl(MAX, count * 2));
}

void doctor_tcp_loose(struct examination *x)
{
	long value;

	if (read_value(x, LOOSE, &value) && !value)
		report_fixed(x, SEVERITY_WARNING, "sysctl " LOOSE,
			     "TCP connections that conntrack has forgotten are not picked up: it is 0",
			     "sysctl -w " LOOSE "=1");
}

void doctor_tcp_liberal(struct examination *x)
{
	long value;

	if (read_value(x, LIBERAL, &value) && value)
		report_fixed(x, SEVERITY_NOTE, "sysctl " LIBERAL,
			     "TCP segments outside the window count as valid: it is not 0",
			     "sysctl -w " LIBERAL "=0");
}
