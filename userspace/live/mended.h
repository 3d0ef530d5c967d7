/* SPDX-License-Identifier: GPL-2.0 */
/* A change by which the service put back what was applied. */
#ifndef ERSYM_LIVE_MENDED_H
#define ERSYM_LIVE_MENDED_H

#include <net/if.h>
#include <stdint.h>

#include "plan/operation.h"

/* Longer texts are cut off. */
#define MENDED_TEXT_SIZE 1024

/**
 * struct mended - a change of the service
 * @verb: enum verb
 * @circuit: name of the circuit; empty: none, or several
 * @link: name of the link; empty: none, or several
 * @object: what was changed: "route default via 198.51.100.10 dev eu-pri table 7002"
 * @cause: why: "eu-pri is up"
 */
struct mended {
	uint32_t verb;
	char circuit[64];
	char link[IFNAMSIZ];
	char object[MENDED_TEXT_SIZE];
	char cause[MENDED_TEXT_SIZE];
};

/**
 * mended_init() - describe a change
 * @m: written
 * @what: what was done
 * @circuit: name of the circuit, or NULL
 * @link: name of the link, or NULL
 * @object: what was changed
 * @cause: why
 */
void mended_init(struct mended *m, enum verb what, const char *circuit, const char *link,
		 const char *object, const char *cause);

/**
 * mended_text() - tell a change
 * @m: the change
 *
 * Return: "circuit eu: added route default ..., because eu-pri is up", to be freed by the
 * caller
 */
char *mended_text(const struct mended *m);

#endif
