/* SPDX-License-Identifier: GPL-2.0 */
/* Circuits and violations of the nftables engine, from the counters of its table. */
#ifndef ERSYM_BACKEND_NFT_ENGINE_H
#define ERSYM_BACKEND_NFT_ENGINE_H

#include "live/circuit.h"
#include "live/violation.h"
#include "nft/table.h"
#include "plan/module.h"

/**
 * nft_engine_circuits() - read the state of all circuits
 * @table: the table of ersym, as it was observed
 * @config: the configuration that the table carries
 * @list: written, to be freed with circuit_states_free() even after an error
 *
 * The links are read from the kernel. An error is reported on stderr.
 *
 * Return: 0 or -errno
 */
int nft_engine_circuits(const struct nft_table *table, const struct module_config *config,
			struct circuit_states *list);

/**
 * nft_engine_violations() - collect the counters of violations
 * @table: the table of ersym, as it was observed
 * @config: the configuration that the table carries
 * @list: written, to be freed with violations_free()
 */
void nft_engine_violations(const struct nft_table *table, const struct module_config *config,
			   struct violations *list);

#endif
