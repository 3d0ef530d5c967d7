// SPDX-License-Identifier: GPL-2.0
/* ersym_test.ko: the suites of this directory, run when it is loaded. */
#include <linux/module.h>

MODULE_AUTHOR("The ersym developers");
MODULE_DESCRIPTION("KUnit tests of ersym");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
