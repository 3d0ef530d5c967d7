// SPDX-License-Identifier: GPL-2.0
#include "transaction/translations.h"

#include <errno.h>

#include "backend/device.h"
#include "backend/foreign_chain.h"
#include "plan/nat_order.h"
#include "transaction/kernel.h"

int translations_check(struct nl_socket *nl, const struct site *site,
		       const struct devices *devices, struct diagnostics *diags)
{
	struct foreign_chains chains;
	int ret = foreign_chains_observe(nl, &chains);

	if (!ret)
		plan_nat_order(site, devices, &chains, diags);
	foreign_chains_free(&chains);
	return ret;
}

int translations_observe(const struct site *site, struct diagnostics *diags)
{
	struct devices devices = { 0 };
	struct kernel kernel;
	int ret = kernel_open(&kernel, false);

	if (ret)
		return ret;
	ret = devices_observe(&kernel.route, site, &devices);
	if (!ret)
		ret = translations_check(&kernel.nft, site, &devices, diags);
	devices_free(&devices);
	kernel_close(&kernel);
	return ret == -EPERM ? 0 : ret;
}
