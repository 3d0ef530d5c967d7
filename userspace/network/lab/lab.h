/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A network as it would be: a namespace for each device with FRR in it, and one for the
 * hosts of each segment. Namespaces are called LAB.DEVICE and LAB.segN.
 */
#ifndef ERSYM_NETWORK_LAB_LAB_H
#define ERSYM_NETWORK_LAB_LAB_H

#include "network/model/description.h"
#include "network/model/network.h"

/**
 * struct lab_host - an address that something answers at
 * @segment: that it is in
 */
struct lab_host {
	unsigned int segment;
	struct address address;
};

/**
 * struct lab - a network and where it is built
 * @name: that the names of its namespaces begin with
 * @directory: configurations, sockets and logs of its daemons
 * @host: every address that a service needs
 */
struct lab {
	const char *name;
	char *directory;
	const struct description *description;
	const struct network *net;
	struct lab_host *host;
	size_t n_host;
};

/**
 * lab_init() - say what a lab is of
 * @lab: written; lab_free() is due
 * @name: of the lab
 * @description: that the network was made of; both stay as long as the lab
 * @net: the network
 */
void lab_init(struct lab *lab, const char *name, const struct description *description,
	      const struct network *net);
void lab_free(struct lab *lab);

/* The namespace of a device, or of the hosts of a segment; to be freed. */
char *lab_device_namespace(const struct lab *lab, unsigned int device);
char *lab_segment_namespace(const struct lab *lab, unsigned int segment);

/**
 * lab_up() - build the network, and start everything in it
 *
 * Return: 0 or a negative errno; a message has been printed then, and nothing is left.
 */
int lab_up(const struct lab *lab);

/**
 * lab_down() - end what lab_up() started and remove what it built
 * @name: of the lab
 *
 * Return: 0 or a negative errno; a message has been printed then.
 */
int lab_down(const char *name);

/* Whether there is a lab of this name. */
bool lab_is_up(const char *name);

/* Programs that must be there. Return: whether they are; if not, a message was printed. */
bool lab_is_possible(void);

#endif
