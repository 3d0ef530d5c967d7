// SPDX-License-Identifier: GPL-2.0
#include "doctor/forwarding.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "backend/sysctl.h"
#include "doctor/command.h"
#include "util/alloc.h"

static void report_all(struct examination *x, const char *path, const char *family)
{
	report(x, SEVERITY_ERROR, xasprintf("sysctl %s", path),
	       xasprintf("this host does not forward %s: %s is 0", family, path),
	       command_sysctl(path, 1));
}

/* Returns whether the host forwards packets of the family. */
static bool check_all(struct examination *x, uint8_t family)
{
	const char *path = family == AF_INET ? "net/ipv4/ip_forward" :
					       "net/ipv6/conf/all/forwarding";
	long value = 0;
	int err = sysctl_read(path, &value);

	if (err == -ENOENT)
		report_unchecked(x, "/proc/sys/%s does not exist", path);
	else if (err)
		report_failed(x);
	else if (!value)
		report_all(x, path, address_family_name(family));
	return !err && value;
}

/* IPv6 forwards by the value of the device that a packet comes in by, and so does IPv4. */
static void check_device(struct examination *x, const struct device *device, uint8_t family)
{
	char *path = xasprintf("net/ipv%d/conf/%s/forwarding", family == AF_INET ? 4 : 6,
			       device->name);
	long value = 1;
	int err = sysctl_read(path, &value);

	if (err && err != -ENOENT)
		report_failed(x);
	else if (!err && !value)
		report(x, SEVERITY_ERROR, xasprintf("device %s", device->name),
		       xasprintf("%s that comes in by %s is not forwarded: %s is 0",
				 address_family_name(family), device->name, path),
		       command_sysctl(path, 1));
	free(path);
}

/* A port passes its packets on to its master, and lo has none that are to be forwarded. */
static bool may_forward(const struct device *device)
{
	return device->present && device->up && !device->master[0] && strcmp(device->name, "lo");
}

void doctor_forwarding(struct examination *x)
{
	static const uint8_t families[] = { AF_INET, AF_INET6 };
	size_t i, j;

	if (!examination_has(x, OBSERVATION_DEVICES))
		return;
	for (i = 0; i < 2; i++) {
		if (!examination_uses(x, families[i]) || !check_all(x, families[i]))
			continue;
		for (j = 0; j < x->devices.n; j++)
			if (may_forward(&x->devices.v[j]))
				check_device(x, &x->devices.v[j], families[i]);
	}
}
