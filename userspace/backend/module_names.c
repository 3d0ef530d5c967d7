// SPDX-License-Identifier: GPL-2.0
#include "backend/module_names.h"

#include <string.h>

#include "backend/module_get.h"

int module_names(struct module *m, struct names *names)
{
	struct module_config config;
	int err;

	err = module_get(m, &config);
	if (err)
		memset(names, 0, sizeof(*names));
	else
		names_init(names, &config);
	return err;
}
