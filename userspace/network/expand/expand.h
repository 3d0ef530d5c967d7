/* SPDX-License-Identifier: GPL-2.0 */
/* From what a description says to devices, links, routes, sessions and translations. */
#ifndef ERSYM_NETWORK_EXPAND_EXPAND_H
#define ERSYM_NETWORK_EXPAND_EXPAND_H

#include "model/diagnostic.h"
#include "network/model/description.h"
#include "network/model/network.h"

/**
 * network_expand() - makes a network of a description
 * @d: stays, with the sites of its edges, as long as the network
 * @net: written; network_free() is due in every case
 * @diags: names that nothing has, and the like, are added
 *
 * Return: 0, or -EINVAL: there were errors, and the network is not whole.
 */
int network_expand(const struct description *d, struct network *net, struct diagnostics *diags);

#endif
