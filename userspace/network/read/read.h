/* SPDX-License-Identifier: GPL-2.0 */
/* What the readers of the parts of network.yaml share. */
#ifndef ERSYM_NETWORK_READ_READ_H
#define ERSYM_NETWORK_READ_READ_H

#include "network/model/description.h"
#include "yaml/reader.h"

/* Calls @read for each entry of a mapping, in order. */
void read_map(struct reader *r, const struct entry *e, const char *expected,
	      void (*read)(struct reader *r, const struct entry *e, void *object), void *object);

/* A name that is to be looked up later. */
void read_reference(struct reader *r, const yaml_node_t *node, const char *expected,
		    struct desc_name *name);
/* A list of them, or one alone. */
void read_references(struct reader *r, const yaml_node_t *node, const char *expected,
		     struct desc_names *names);
/* The key of an entry as the name of something. */
void read_own_name(struct reader *r, const struct entry *e, const char *what,
		   struct desc_name *name);

/* "1.5 ms", in microseconds; at most an hour. */
void read_latency(struct reader *r, const yaml_node_t *node, uint32_t *latency);
/* "500 Mbit/s", in Mbit/s; at most 100 Gbit/s. */
void read_rate(struct reader *r, const yaml_node_t *node, uint32_t *rate);
/* "12076:51004", the AS in the upper half. */
void read_community(struct reader *r, const yaml_node_t *node, uint32_t *community);
/*
 * Prefixes and where they are written. One without a length that looks like a network is
 * reported: 192.0.2.0.
 */
void read_written_prefixes(struct reader *r, const yaml_node_t *node,
			   struct desc_prefixes *prefixes);
/* Names and addresses. */
void read_hosts(struct reader *r, const struct entry *e, struct desc_hosts *hosts);
/*
 * An address and a length; bits beyond the length are the address's own. Without one it
 * is the full length.
 */
bool read_interface(struct reader *r, const yaml_node_t *node, struct address *address,
		    uint8_t *length);

/* The parts, as in struct key; @object is the struct description. */
void read_sites(struct reader *r, const struct entry *e, void *object);
void read_devices(struct reader *r, const struct entry *e, void *object);
void read_links(struct reader *r, const struct entry *e, void *object);
void read_network_circuits(struct reader *r, const struct entry *e, void *object);
/* A key of a device; @object is the struct desc_device. */
void read_import(struct reader *r, const struct entry *e, void *object);
/* Keys of a circuit; @object is the struct desc_circuit. */
void read_sku(struct reader *r, const struct entry *e, void *object);
void read_connectivity(struct reader *r, const struct entry *e, void *object);
void read_layer(struct reader *r, const struct entry *e, void *object);
void read_steps(struct reader *r, const struct entry *e, void *object);
void read_liveness(struct reader *r, const struct entry *e, void *object);
void read_switches(struct reader *r, const struct entry *e, void *object);
void read_networks(struct reader *r, const struct entry *e, void *cloud);
void read_peerings(struct reader *r, const struct entry *e, void *cloud);
void read_clouds(struct reader *r, const struct entry *e, void *object);
void read_places(struct reader *r, const struct entry *e, void *object);
void read_published(struct reader *r, const struct entry *e, void *object);
void read_expectations(struct reader *r, const struct entry *e, void *object);
void read_network_services(struct reader *r, const struct entry *e, void *object);

#endif
