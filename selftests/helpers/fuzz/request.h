/* SPDX-License-Identifier: GPL-2.0 */
/* Valid requests. */
#ifndef ERSYM_SELFTESTS_FUZZ_REQUEST_H
#define ERSYM_SELFTESTS_FUZZ_REQUEST_H

#include <stdint.h>

#include "tree.h"

struct node *make_request(uint8_t cmd);

#endif
