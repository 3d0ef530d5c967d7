/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ERSYM_UTIL_VERSION_H
#define ERSYM_UTIL_VERSION_H

#define ERSYM_VERSION "0.1.0"

#endif
