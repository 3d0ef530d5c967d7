/* SPDX-License-Identifier: GPL-2.0 */
/* Records of circuits, as they are kept on disk. */
#ifndef ERSYM_TRANSACTION_RECORDS_H
#define ERSYM_TRANSACTION_RECORDS_H

#include "plan/record.h"

/*
 * These functions report an error on stderr. Whoever writes has the lock of the network
 * namespace.
 */

/**
 * records_load() - read the records of this network namespace
 * @records: written, to be freed with records_free() even after an error
 *
 * Return: 0, also if there are none; -errno
 */
int records_load(struct records *records);

/**
 * records_store() - replace the records of this network namespace, and sync them
 * @records: the records
 *
 * Return: 0 or -errno: then the former ones are kept
 */
int records_store(const struct records *records);

/**
 * records_remove() - forget what is kept of circuits, as nothing is in force any more
 *
 * Return: 0 or -errno
 */
int records_remove(void);

#endif
