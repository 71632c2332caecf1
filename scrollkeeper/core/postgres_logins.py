"""Who logs in to the embedded database, and how all that is in it comes to belong to them and not to its superuser."""

# Who connects. The superuser of the cluster has the name of the database for historical reasons, and cannot log in.
SUPERUSER, OWNER, REQUESTS = "scrollkeeper", "scrollkeeper_owner", "scrollkeeper_app"
# Run by the superuser in the database itself, once: also in folders of earlier versions, where everything was its own.
# One line a statement, as PostgreSQL's single-user mode reads them.
GIVE_AWAY = f"""
    do $$ declare one text; begin
        if not exists (select from pg_roles where rolname = '{OWNER}') then create role {OWNER} login; end if;
        if not exists (select from pg_roles where rolname = '{REQUESTS}') then create role {REQUESTS}; end if;
        alter role {REQUESTS} login nosuperuser nobypassrls nocreatedb nocreaterole;
        grant {REQUESTS} to {OWNER};
        alter database scrollkeeper owner to {OWNER};
        grant create on schema public to {OWNER};
        for one in
            select format('alter %s %s owner to {OWNER}', kind, name) from (
                select case relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view'
                    else 'table' end as kind, oid::regclass::text as name, 'pg_class'::regclass as class, oid
                from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'S', 'v', 'm')
                    and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid
                        and deptype in ('a', 'i') and relkind = 'S')
                union all select 'routine', oid::regprocedure::text, 'pg_proc'::regclass, oid
                from pg_proc where pronamespace = 'public'::regnamespace
                union all select 'type', oid::regtype::text, 'pg_type'::regclass, oid
                from pg_type where typnamespace = 'public'::regnamespace and typtype in ('d', 'e', 'r')
                union all select 'type', oid::regtype::text, 'pg_type'::regclass, oid
                from pg_type where typnamespace = 'public'::regnamespace and typtype = 'c'
                    and (select relkind from pg_class where oid = typrelid) = 'c'
                union all select 'text search configuration', oid::regconfig::text, 'pg_ts_config'::regclass, oid
                from pg_ts_config where cfgnamespace = 'public'::regnamespace
                union all select 'text search dictionary', oid::regdictionary::text, 'pg_ts_dict'::regclass, oid
                from pg_ts_dict where dictnamespace = 'public'::regnamespace
            ) as things
            where not exists (select from pg_depend where classid = class and objid = things.oid and deptype = 'e')
        loop execute one; end loop;
    end $$
"""  # noqa: S608
