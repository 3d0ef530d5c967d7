/* SPDX-License-Identifier: GPL-2.0 */
/* Locks of a network namespace: one process at a time changes it, one serves it. */
#ifndef ERSYM_BACKEND_LOCK_H
#define ERSYM_BACKEND_LOCK_H

#include <stdbool.h>

/*
 * These functions report an error on stderr, unless they say otherwise.
 */

/**
 * lock_take() - take the lock of the network namespace, so that no other process changes it
 *
 * While another ersym has it, this waits for some seconds, because a change takes less. If
 * there is no place for locks, that is reported, and there is none.
 *
 * Return: 0; -EAGAIN if another process still has the lock; another -errno
 */
int lock_take(void);

/**
 * lock_try() - take the lock of the network namespace, without waiting
 *
 * Return: 0; -EAGAIN if another process has the lock, which is not reported; another -errno
 */
int lock_try(void);

/**
 * lock_release() - give the lock back before the process ends
 */
void lock_release(void);

/**
 * lock_serve() - take the lock of the one service of this network namespace, until the end
 *
 * Return: 0; -EAGAIN if there is one; another -errno
 */
int lock_serve(void);

/**
 * lock_is_served() - check whether this network namespace has a service
 *
 * Nothing is reported. A user who may not know it gets the answer that it has.
 *
 * Return: true if a service runs, which may be this process
 */
bool lock_is_served(void);

/**
 * lock_server() - find the service of this network namespace
 *
 * Return: a number above 0 if there is one; 0 if there is none; -errno
 */
int lock_server(void);

#endif
