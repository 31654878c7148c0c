#include <errno.h>
#include <grp.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include "base/vec.h"
#include "data/type_rows.h"

/* What one file says; empty when there is none. */
struct names_file {
	const char *path;
	VEC(struct symbol) symbols;
};

/* Room for what the system's databases return; longer entries count as unknown. */
enum { ENTRY_SIZE = 4096 };

void names_init(struct names *names, struct pool *pool, struct pool *scratch)
{
	memset(names, 0, sizeof(*names));
	names->pool = pool;
	names->scratch = scratch;
	map_init(&names->files, pool);
	map_init(&names->caches, pool);
}

void names_refresh(struct names *names)
{
	names->generation++;
}

/* ---- files ---- */

static void file_line(struct names *names, struct names_file *file, char *line)
{
	static const char blank[] = " \t\r\n";
	char *rest = NULL, *number, *name;
	struct symbol *symbol;
	uint64_t value;

	line[strcspn(line, "#")] = '\0';
	number = strtok_r(line, blank, &rest);
	name = strtok_r(NULL, blank, &rest);
	if (!name || !span_number(span_of(number), &value))
		return;
	symbol = vec_push(names->pool, &file->symbols);
	symbol->name = pool_strdup(names->pool, name);
	symbol->value = value;
}

static void drop_file(void *file)
{
	fclose(file);
}

static struct names_file *file_read(struct names *names, const char *name)
{
	static const char *const roots[] = { "/etc", "/usr/share" };
	struct names_file *file = pool_new_of(names->pool, struct names_file);
	struct pool_claim *claim = pool_claim(names->scratch, drop_file);
	char path[256], line[512];

	for (unsigned i = 0; i < 2 && !claim->thing; i++) {
		snprintf(path, sizeof(path), "%s/%s", roots[i], name);
		claim->thing = fopen(path, "re");
		if (!claim->thing && errno == ENOMEM)
			pool_exhausted();
	}
	if (!claim->thing)
		return file;
	file->path = pool_strdup(names->pool, path);
	while (fgets(line, sizeof(line), claim->thing))
		file_line(names, file, line);
	pool_settle(claim);
	return file;
}

static struct names_file *file_of(struct names *names, const char *name)
{
	struct names_file *file = map_get(&names->files, span_of(name));

	if (!file) {
		file = file_read(names, name);
		map_set(&names->files, span_of(name), file);
	}
	return file;
}

const struct symbol *names_file(struct names *names, const char *name, size_t *n)
{
	struct names_file *file = file_of(names, name);

	*n = file->symbols.n;
	return file->symbols.v;
}

const char *names_file_path(struct names *names, const char *name)
{
	return file_of(names, name)->path;
}

/* ---- the system's databases, answers cached ---- */

/* One kind of name: asks the system. The name is copied into `name`, false if there is none. */
struct database {
	char tag;
	bool fixed; /* does not change while we run */
	bool (*name_of)(unsigned number, char *name, size_t size);
	bool (*number_of)(const char *name, unsigned *number);
};

/*
 * A cached answer; an unknown name or number is remembered too. A stale one is asked again and
 * renewed in place, so that a context that lives long does not grow with the number of its runs.
 */
struct answer {
	const char *name;
	unsigned number;
	unsigned generation;
	bool known;
};

static bool copy_name(char *to, size_t size, const char *from)
{
	return snprintf(to, size, "%s", from) < (int)size;
}

/* The answer under `key`; *ask: it must be got from the system. */
static struct answer *answer_of(struct names *names, const struct database *db, struct span key,
				bool *ask)
{
	struct answer *answer = map_get(&names->caches, key);

	*ask = !answer || (!db->fixed && answer->generation != names->generation);
	if (!answer) {
		answer = pool_new_of(names->pool, struct answer);
		map_set(&names->caches, key, answer);
	}
	answer->generation = names->generation;
	return answer;
}

static const char *database_name(struct names *names, const struct database *db, unsigned number)
{
	char key[24], name[256];
	struct answer *answer;
	bool ask;
	int n = snprintf(key, sizeof(key), "%c#%u", db->tag, number);

	answer = answer_of(names, db, (struct span){ key, n }, &ask);
	errno = 0;
	if (ask && !db->name_of(number, name, sizeof(name)))
		answer->name = NULL;
	else if (ask && !str_same(answer->name, name))
		answer->name = pool_strdup(names->pool, name);
	return answer->name;
}

static bool database_number(struct names *names, const struct database *db, struct span name,
			    unsigned *number)
{
	struct answer *answer;
	char key[260];
	bool ask;

	if (!name.n || name.n > 255 || memchr(name.p, '\0', name.n))
		return false;
	key[0] = db->tag;
	key[1] = '=';
	memcpy(key + 2, name.p, name.n);
	key[2 + name.n] = '\0';
	answer = answer_of(names, db, (struct span){ key, name.n + 2 }, &ask);
	errno = 0;
	if (ask)
		answer->known = db->number_of(key + 2, &answer->number);
	*number = answer->number;
	return answer->known;
}

/*
 * Not to be told a name for want of memory is not the same as that there is none. Some answers say
 * it in errno only, which was 0 before.
 */
static bool is_answered(int error)
{
	if (error == ENOMEM || errno == ENOMEM)
		pool_exhausted();
	return error == 0;
}

static bool protocol_name(unsigned number, char *name, size_t size)
{
	struct protoent entry, *found = NULL;
	char room[ENTRY_SIZE];

	return is_answered(getprotobynumber_r(number, &entry, room, sizeof(room), &found)) && found &&
	       copy_name(name, size, found->p_name);
}

static bool protocol_number(const char *name, unsigned *number)
{
	struct protoent entry, *found = NULL;
	char room[ENTRY_SIZE];

	if (!is_answered(getprotobyname_r(name, &entry, room, sizeof(room), &found)) || !found)
		return false;
	*number = found->p_proto;
	return *number <= UINT8_MAX;
}

static bool service_name(unsigned port, char *name, size_t size)
{
	struct servent entry, *found = NULL;
	char room[ENTRY_SIZE];

	return is_answered(getservbyport_r(htons(port), NULL, &entry, room, sizeof(room), &found)) &&
	       found && copy_name(name, size, found->s_name);
}

static bool service_number(const char *name, unsigned *port)
{
	struct servent entry, *found = NULL;
	char room[ENTRY_SIZE];

	if (!is_answered(getservbyname_r(name, NULL, &entry, room, sizeof(room), &found)) || !found)
		return false;
	*port = ntohs(found->s_port);
	return true;
}

static bool interface_name(unsigned index, char *name, size_t size)
{
	char room[IF_NAMESIZE];

	return if_indextoname(index, room) && copy_name(name, size, room);
}

static bool interface_number(const char *name, unsigned *index)
{
	*index = if_nametoindex(name);
	return *index != 0;
}

static bool user_name(unsigned uid, char *name, size_t size)
{
	struct passwd entry, *found = NULL;
	char room[ENTRY_SIZE];

	return is_answered(getpwuid_r(uid, &entry, room, sizeof(room), &found)) && found &&
	       copy_name(name, size, found->pw_name);
}

static bool user_number(const char *name, unsigned *uid)
{
	struct passwd entry, *found = NULL;
	char room[ENTRY_SIZE];

	if (!is_answered(getpwnam_r(name, &entry, room, sizeof(room), &found)) || !found)
		return false;
	*uid = found->pw_uid;
	return true;
}

static bool group_name(unsigned gid, char *name, size_t size)
{
	struct group entry, *found = NULL;
	char room[ENTRY_SIZE];

	return is_answered(getgrgid_r(gid, &entry, room, sizeof(room), &found)) && found &&
	       copy_name(name, size, found->gr_name);
}

static bool group_number(const char *name, unsigned *gid)
{
	struct group entry, *found = NULL;
	char room[ENTRY_SIZE];

	if (!is_answered(getgrnam_r(name, &entry, room, sizeof(room), &found)) || !found)
		return false;
	*gid = found->gr_gid;
	return true;
}

static const struct database protocols = { 'p', true, protocol_name, protocol_number };
static const struct database services = { 's', true, service_name, service_number };
static const struct database interfaces = { 'i', false, interface_name, interface_number };
static const struct database users = { 'u', false, user_name, user_number };
static const struct database groups = { 'g', false, group_name, group_number };

const char *names_protocol(struct names *names, unsigned number)
{
	return database_name(names, &protocols, number);
}

bool names_protocol_number(struct names *names, struct span name, unsigned *number)
{
	return database_number(names, &protocols, name, number);
}

const char *names_service(struct names *names, unsigned port)
{
	return database_name(names, &services, port);
}

bool names_service_number(struct names *names, struct span name, unsigned *port)
{
	return database_number(names, &services, name, port);
}

const char *names_interface(struct names *names, unsigned index)
{
	return database_name(names, &interfaces, index);
}

unsigned names_interface_index(struct names *names, struct span name)
{
	unsigned index;

	return database_number(names, &interfaces, name, &index) ? index : 0;
}

const char *names_user(struct names *names, unsigned uid)
{
	return database_name(names, &users, uid);
}

bool names_user_number(struct names *names, struct span name, unsigned *uid)
{
	return database_number(names, &users, name, uid);
}

const char *names_group(struct names *names, unsigned gid)
{
	return database_name(names, &groups, gid);
}

bool names_group_number(struct names *names, struct span name, unsigned *gid)
{
	return database_number(names, &groups, name, gid);
}

/* ---- hosts ---- */

static void address_of(const struct addrinfo *info, uint8_t *address, unsigned size)
{
	if (size == 4)
		memcpy(address, &((struct sockaddr_in *)info->ai_addr)->sin_addr, 4);
	else
		memcpy(address, &((struct sockaddr_in6 *)info->ai_addr)->sin6_addr, 16);
}

bool names_host(struct names *names, struct span name, uint8_t *address, unsigned size,
		struct type_error *error)
{
	struct addrinfo hints = { .ai_family = size == 4 ? AF_INET : AF_INET6,
				  .ai_socktype = SOCK_RAW,
				  .ai_flags = names->resolve_hosts ? 0 : AI_NUMERICHOST };
	const char *host = pool_strndup(names->scratch, name.p, name.n);
	struct addrinfo *info;
	int failure = getaddrinfo(host, NULL, &hints, &info);
	bool several;

	if (failure == EAI_MEMORY)
		pool_exhausted();
	if (failure)
		return type_fail(names, error, "Could not resolve hostname: %s",
				 gai_strerror(failure));
	several = info->ai_next != NULL;
	address_of(info, address, size);
	freeaddrinfo(info);
	return several ? type_fail(names, error, "Hostname resolves to multiple addresses") : true;
}

const char *names_host_name(struct names *names, const uint8_t *address, unsigned size)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };
	char host[NI_MAXHOST];
	int failure;

	memcpy(size == 4 ? (void *)&in.sin_addr : (void *)&in6.sin6_addr, address, size);
	failure = size == 4 ? getnameinfo((struct sockaddr *)&in, sizeof(in), host, sizeof(host),
					  NULL, 0, NI_NAMEREQD)
			    : getnameinfo((struct sockaddr *)&in6, sizeof(in6), host, sizeof(host),
					  NULL, 0, NI_NAMEREQD);
	if (failure == EAI_MEMORY)
		pool_exhausted();
	return failure ? NULL : pool_strdup(names->scratch, host);
}

const char *names_process(struct names *names, unsigned pid)
{
	char name[64];
	FILE *f = fopen(pool_printf(names->scratch, "/proc/%u/comm", pid), "re");
	bool good = f && fgets(name, sizeof(name), f);

	if (f)
		fclose(f);
	return good ? pool_strndup(names->scratch, name, strcspn(name, "\n")) : NULL;
}
