/* SPDX-License-Identifier: GPL-2.0 */
/* One change at a time in a network namespace. */
#ifndef ERSYM_BACKEND_LOCK_H
#define ERSYM_BACKEND_LOCK_H

/**
 * lock_take() - takes the lock of this network namespace, until the process ends
 *
 * Says on stderr who holds it. Return: 0; -EAGAIN if another process has it; -errno
 */
int lock_take(void);

#endif
