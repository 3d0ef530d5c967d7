/* SPDX-License-Identifier: GPL-2.0 */
/* What the service has found to be down, where commands read it. */
#ifndef ERSYM_BACKEND_CIRCUITS_DOWN_H
#define ERSYM_BACKEND_CIRCUITS_DOWN_H

#include "plan/circuits_down.h"

/**
 * circuits_down_observe() - read which circuits are down
 * @list: written, to be freed with circuits_down_free() even after an error
 *
 * Without a service that has found it out, none is. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int circuits_down_observe(struct circuits_down *list);

/**
 * circuits_down_keep() - write which circuits are down, until the service ends
 * @list: the circuits
 *
 * The caller is the service. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int circuits_down_keep(const struct circuits_down *list);

#endif
