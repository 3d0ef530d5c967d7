// SPDX-License-Identifier: GPL-2.0
#include <linux/netfilter.h>

#define CREATE_TRACE_POINTS
#include "trace.h"
