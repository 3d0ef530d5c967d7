/* SPDX-License-Identifier: GPL-2.0 */
/* What devices of a lab send, by sockets that see every packet of a namespace. */
#ifndef ERSYM_NETWORK_LAB_CAPTURE_H
#define ERSYM_NETWORK_LAB_CAPTURE_H

#include "network/lab/lab.h"

/**
 * struct sighting - a packet that a device sent, or took from a host of its own
 * @link: that it was sent by, or NONE
 * @segment: whose host it was sent to or, if not @out, came from; or NONE
 * @out: the device sent it
 * @opens: it is TCP and begins a connection, or accepts one
 */
struct sighting {
	unsigned int device;
	unsigned int link, segment;
	bool out;
	bool opens;
	struct packet packet;
};

/**
 * struct capture - everything that was seen
 * @fd: a socket for each device
 * @port: by device and index of a network device: 1 + link, or minus 1 and the segment
 */
struct capture {
	const struct lab *lab;
	int *fd;
	int **port;
	int *n_port;
	struct sighting *v;
	size_t n;
};

/**
 * capture_begin() - see what all devices send from now on
 * @capture: written; capture_end() is due in every case
 *
 * Return: 0, or a negative errno; a message has been printed then.
 */
int capture_begin(struct capture *capture, const struct lab *lab);

/* Takes what has come since the last time. */
void capture_take(struct capture *capture);
void capture_end(struct capture *capture);

#endif
