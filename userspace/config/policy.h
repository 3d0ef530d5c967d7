/* SPDX-License-Identifier: GPL-2.0 */
/* The keys on-violation: what is done with violating packets. */
#ifndef ERSYM_CONFIG_POLICY_H
#define ERSYM_CONFIG_POLICY_H

#include "yaml/reader.h"

/**
 * read_policy() - read flag or drop, for all kinds of violations or for each
 * @r: the reader
 * @e: the key and its value
 * @drop: bit N is set if packets of the kind N of enum ersym_kind are dropped
 */
void read_policy(struct reader *r, const struct entry *e, uint32_t *drop);

#endif
