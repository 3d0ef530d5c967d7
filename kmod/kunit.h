/* SPDX-License-Identifier: GPL-2.0 */
/* Exports of functions to the KUnit tests, empty in any other build. */
#ifndef _ERSYM_KUNIT_H
#define _ERSYM_KUNIT_H

#if IS_ENABLED(CONFIG_ERSYM_KUNIT_TEST)
#include <kunit/visibility.h>
#include <linux/export.h>

#define EXPORT_SYMBOL_IF_ERSYM_KUNIT EXPORT_SYMBOL_IF_KUNIT
#else
#define EXPORT_SYMBOL_IF_ERSYM_KUNIT(sym)
#endif

#endif /* _ERSYM_KUNIT_H */
