// SPDX-License-Identifier: GPL-2.0
#include "plan/table/names.h"

#include <stdio.h>

const char *table_chain_name(char buf[static NFT_NAME_SIZE], const char *what,
			     const char *circuit)
{
	snprintf(buf, NFT_NAME_SIZE, "%s-%s", what, circuit);
	return buf;
}
