/* SPDX-License-Identifier: GPL-2.0 */
/* Comparing model and lab, while all is well and while something is down. */
#ifndef ERSYM_NETWORK_LAB_ROUNDS_H
#define ERSYM_NETWORK_LAB_ROUNDS_H

#include "network/lab/witness.h"

/**
 * rounds_run() - compare routes and walks, with each of some failures, and afterwards
 * @lab: is up
 * @routes: of the model while all is well
 * @down: what fails: names of devices, circuits and links, joined by "+"; ends with NULL
 * @testimony: written
 *
 * A link is called as its network device at our end, or "A/B" by its two devices.
 *
 * Return: 0 if everything was compared, -EINVAL if nothing has such a name, or another
 * negative errno; a message has been printed then.
 */
int rounds_run(const struct lab *lab, const struct routes *routes, char *const *down,
	       struct testimony *testimony);

#endif
