/* SPDX-License-Identifier: GPL-2.0 */
/* The circuit-get request to the kernel module. */
#ifndef ERSYM_BACKEND_MODULE_STATUS_H
#define ERSYM_BACKEND_MODULE_STATUS_H

#include "backend/module.h"
#include "live/circuit.h"

/**
 * module_status_dump() - read the state of all circuits
 * @m: the module
 * @list: written, in the order of the kernel, to be freed with circuit_states_free();
 *	empty after an error
 *
 * An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int module_status_dump(struct module *m, struct circuit_states *list);

/**
 * module_status_parse() - read a circuit-get or a link-ntf message
 * @nlh: the message
 * @circuit: written, to be freed with circuit_state_free(); empty after an error
 * @generation: of the configuration that the circuit's id belongs to
 *
 * Return: 0, or -EBADMSG if the message is malformed
 */
int module_status_parse(const struct nlmsghdr *nlh, struct circuit_state *circuit,
			uint32_t *generation);

#endif
