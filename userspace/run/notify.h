/* SPDX-License-Identifier: GPL-2.0 */
/* The protocol of sd_notify(3), by which a service reports its state to its manager. */
#ifndef ERSYM_RUN_NOTIFY_H
#define ERSYM_RUN_NOTIFY_H

/**
 * notify_send() - tell the manager something; without one, nothing happens
 * @format: lines "VARIABLE=value", as for printf()
 */
__attribute__((format(printf, 1, 2)))
void notify_send(const char *format, ...);

/**
 * notify_watchdog() - how often the manager wants to hear WATCHDOG=1
 *
 * Return: milliseconds, half of the time after which it ends the service; -1: never
 */
int notify_watchdog(void);

#endif
