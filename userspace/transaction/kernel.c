// SPDX-License-Identifier: GPL-2.0
#include "transaction/kernel.h"

#include <errno.h>
#include <string.h>

#include "backend/socket.h"

int kernel_open(struct kernel *kernel, bool need_module)
{
	int ret;

	memset(kernel, 0, sizeof(*kernel));
	ret = need_module ? module_require(&kernel->module) : module_open(&kernel->module);
	if (ret && (need_module || ret != -ENOENT))
		return ret;
	kernel->has_module = !ret;
	ret = socket_open(&kernel->route, NETLINK_ROUTE);
	if (!ret)
		ret = socket_open(&kernel->nft, NETLINK_NETFILTER);
	if (ret)
		kernel_close(kernel);
	return ret;
}

void kernel_close(struct kernel *kernel)
{
	if (kernel->has_module)
		module_close(&kernel->module);
	nl_close(&kernel->route);
	nl_close(&kernel->nft);
}
