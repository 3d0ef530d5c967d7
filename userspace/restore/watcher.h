/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A process that waits until a change is confirmed, and undoes it otherwise. It has a
 * session of its own, so that it outlives the command, its terminal and its shell.
 */
#ifndef ERSYM_RESTORE_WATCHER_H
#define ERSYM_RESTORE_WATCHER_H

/**
 * watcher_start() - start the process
 *
 * It begins to look when this process has ended or calls watcher_go(), and ends when nothing
 * has to be confirmed. To be called before any file or lock is open. An error is reported on
 * stderr.
 *
 * Return: a descriptor, or -errno
 */
int watcher_start(void);

/**
 * watcher_go() - let the process begin to look
 * @fd: from watcher_start()
 */
void watcher_go(int fd);

#endif
