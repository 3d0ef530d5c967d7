// SPDX-License-Identifier: GPL-2.0
/* The order in which a lab comes and goes. */
#include "network/lab/lab.h"

#include <errno.h>
#include <stdlib.h>

#include "network/lab/daemons.h"
#include "network/lab/edge.h"
#include "network/lab/wiring.h"
#include "util/alloc.h"
#include "util/error.h"

int lab_up(const struct lab *lab)
{
	struct outage outage;
	int err;

	if (lab_is_up(lab->name)) {
		error("lab %s is up already; ersym-net lab down ends it", lab->name);
		return -EEXIST;
	}
	outage_init(&outage, lab->net);
	err = wiring_make(lab);
	if (!err)
		err = daemons_start(lab);
	/* zebra has turned on what it was given addresses of. */
	if (!err)
		err = wiring_switch(lab, &outage);
	if (!err)
		err = edges_pin(lab, &outage);
	if (!err)
		err = edges_start(lab);
	if (err)
		lab_down(lab->name);
	outage_free(&outage);
	return err;
}

int lab_down(const char *name)
{
	char *prefix = xasprintf("%s.", name);
	int err;

	daemons_stop(name);
	err = wiring_remove(prefix);
	free(prefix);
	return err;
}
