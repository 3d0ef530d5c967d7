/* SPDX-License-Identifier: GPL-2.0 */
/* Units of systemd, by what it has in files: no bus is needed. */
#ifndef ERSYM_BACKEND_UNIT_H
#define ERSYM_BACKEND_UNIT_H

#include <stdbool.h>

/**
 * unit_systemd_runs() - check whether systemd is the init of this host
 *
 * Return: true if it is.
 */
bool unit_systemd_runs(void);

/**
 * unit_is_enabled() - check whether a unit is started when the host boots
 * @name: "nftables.service"
 *
 * Return: true if a target or another unit wants or requires it.
 */
bool unit_is_enabled(const char *name);

/**
 * unit_is_active() - check whether a service of the system has a process
 * @name: "firewalld.service"
 *
 * Return: true if it has.
 */
bool unit_is_active(const char *name);

#endif
