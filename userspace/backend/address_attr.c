// SPDX-License-Identifier: GPL-2.0
#include "backend/address_attr.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "model/address.h"

int address_attr_read(const struct nlattr *attr, void *out, size_t size)
{
	size_t len = mnl_attr_get_payload_len(attr);
	struct address *address = out;

	if (len != sizeof(struct in_addr) && len != sizeof(struct in6_addr))
		return -EBADMSG;
	memset(address, 0, sizeof(*address));
	address->family = len == sizeof(struct in_addr) ? AF_INET : AF_INET6;
	memcpy(address->bytes, mnl_attr_get_payload(attr), len);
	return 0;
}
