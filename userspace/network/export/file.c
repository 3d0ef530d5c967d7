// SPDX-License-Identifier: GPL-2.0
#include "network/export/file.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "util/alloc.h"

int export_directory(const char *path)
{
	return mkdir(path, 0777) && errno != EEXIST ? -errno : 0;
}

static int write_file(const struct network *net, unsigned int device, const char *directory,
		      const struct export_file *file)
{
	char *path = xasprintf("%s/%s", directory, file->name);
	FILE *out = fopen(path, "we");
	int err = -errno;

	free(path);
	if (!out)
		return err;
	err = 0;
	file->print(net, device, out);
	if (ferror(out))
		err = -EIO;
	if (fclose(out) && !err)
		err = -errno;
	return err;
}

int export_device(const struct network *net, unsigned int device, const char *directory,
		  const struct export_file *files)
{
	char *path = xasprintf("%s/%s", directory, net->device[device].name);
	int err = export_directory(path);

	for (; !err && files->name; files++)
		err = write_file(net, device, path, files);
	free(path);
	return err;
}
