#!/bin/sh
# Runs once, when the server's folder is still empty: two roles, two databases, and neither role
# may enter the other's database. docs/postgresql.md says why.
set -eu

make_store() { # role, database, file with the password
    # psql reads the password by itself: the words of a command can be seen by everybody here
    PASSWORD_FILE="$3" psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
        -v role="$1" -v database="$2" <<'SQL'
\set password `cat "$PASSWORD_FILE"`
CREATE ROLE :"role" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role" ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
SQL
}

make_store feedbackpulse_main feedbackpulse /run/secrets/main_password
make_store feedbackpulse_box feedbackpulse_ballots /run/secrets/box_password
