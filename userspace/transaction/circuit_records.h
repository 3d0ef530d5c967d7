/* SPDX-License-Identifier: GPL-2.0 */
/* Records of circuits, as they are kept on disk. */
#ifndef ERSYM_TRANSACTION_CIRCUIT_RECORDS_H
#define ERSYM_TRANSACTION_CIRCUIT_RECORDS_H

#include "plan/circuit_record.h"

/*
 * These functions report an error on stderr. Whoever writes has the lock of the network
 * namespace.
 */

/**
 * circuit_records_load() - read the records of this network namespace
 * @records: written, to be freed with circuit_records_free() even after an error
 *
 * Return: 0, also if there are none; -errno
 */
int circuit_records_load(struct circuit_records *records);

/**
 * circuit_records_store() - replace the records of this network namespace, and sync them
 * @records: the records
 *
 * Return: 0 or -errno: then the former ones are kept
 */
int circuit_records_store(const struct circuit_records *records);

/**
 * circuit_records_remove() - delete the records, as nothing is in force any more
 *
 * Return: 0 or -errno
 */
int circuit_records_remove(void);

#endif
