/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of network_expand(), in the order in which they run. */
#ifndef ERSYM_NETWORK_EXPAND_PARTS_H
#define ERSYM_NETWORK_EXPAND_PARTS_H

#include "network/expand/expand.h"

/**
 * struct expansion - where expanding is
 * @n_address: links that were given addresses
 * @outward: announced parts of segments, which only the outside is told of: inside
 *	     they would lead to who announces them
 */
struct expansion {
	const struct description *d;
	struct network *net;
	struct diagnostics *diags;
	unsigned int n_address;
	struct prefix_list outward;
};

/* Devices of ours; device i of the description is device i of the network. */
void expand_devices(struct expansion *x);
/* The clouds' regions and networks, and the Internet. */
void expand_clouds(struct expansion *x);
/* Circuits; circuit i of the description is circuit i of the network. */
void expand_circuits(struct expansion *x);
/* What the edges translate, by their ersym.yaml or by the description. */
void expand_edges(struct expansion *x);
/* Networks of one cloud, their gateways and peerings. */
void expand_networks(struct expansion *x, const struct desc_cloud *cloud);
/* Links, segments and sessions among devices of ours. */
void expand_inside(struct expansion *x);
/* Sessions between devices of ours in different AS, and what these announce. */
void expand_neighbours(struct expansion *x);
void expand_services(struct expansion *x);
/* Places where circuits might end. */
void expand_places(struct expansion *x);

/* A device with a loopback address and a BGP identifier. Return: its index. */
unsigned int expand_device(struct expansion *x, const char *name, enum net_side side, uint32_t as,
			   struct location at);
/* A link with an IGP and addresses of its own. Return: its index. */
unsigned int expand_internal_link(struct expansion *x, unsigned int a, unsigned int b,
				  uint32_t cost, uint32_t latency);
/* An iBGP session between loopbacks, where each end is the next hop of what it gives. */
struct net_session *expand_internal_session(struct expansion *x, unsigned int a, unsigned int b);
/* A link without an IGP, and a session over it. */
struct net_session *expand_joint(struct expansion *x, unsigned int a, unsigned int b,
				 uint32_t latency);
/* Lets a trace show any number of hops. */
void expand_view_any(struct net_view *view);
/* Hosts of a segment, which is the last one that was added. */
void expand_hosts(struct expansion *x, const struct desc_hosts *hosts, unsigned int first,
		  unsigned int n);

/* Reports names that are of no circuit. */
void expand_check_sees(struct expansion *x, const struct desc_names *names);
/* What a device takes from others of its AS: index of a policy, or NONE: all. */
unsigned int expand_scope(struct expansion *x, unsigned int device);
/* The same for what it takes over a link from devices of ours in other AS. */
unsigned int expand_import(struct expansion *x, unsigned int device);
/* The device that is the region of a cloud, or NONE. */
unsigned int expand_region(const struct expansion *x, const char *cloud, const char *region);
/* The gateway that has the name, or NULL. @network: written if not NULL: whose it is */
const struct desc_gateway *expand_gateway(const struct expansion *x, const char *name,
					  const struct desc_network **network);
/* The description's index of a cloud by the name that a circuit gives, or NONE. */
unsigned int expand_cloud(const struct expansion *x, const char *name);

__attribute__((format(printf, 4, 5)))
void expand_error(struct expansion *x, struct location at, const char *code, const char *format,
		  ...);

#define INTERNET_NAME "internet"
#define INTERNET_AS   64496	/* RFC 5398: for documentation */

#endif
