// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The words of SQL's dialects that tell something, each with its {@link SqlShape letter}. From the reference manuals of MySQL 9, PostgreSQL 18,
 * SQL Server 2025, Oracle 26ai and SQLite 3.
 */
final class SqlWords {

    private static final Map<String, Character> LETTERS = new HashMap<>();

    static {
        put(SqlShape.SET_OPERATION, "union except intersect minus");
        put(SqlShape.SELECT, "select");
        put(SqlShape.STATEMENT, """
                insert update delete drop alter create truncate exec execute declare set waitfor shutdown merge grant revoke call begin
                rename backup restore print prepare deallocate handler kill attach pragma vacuum reset lock unlock bulk dbcc use copy
                """);
        put(SqlShape.FROM, "from");
        put(SqlShape.INTO, "into");
        put(SqlShape.WHERE, "where");
        put(SqlShape.HAVING, "having");
        put(SqlShape.ORDER, "order group");
        put(SqlShape.VALUES, "values");
        put(SqlShape.LIMIT, "limit offset");
        put(SqlShape.LOGIC, "and or xor");
        put(SqlShape.NOT, "not");
        put(SqlShape.COMPARISON, "like rlike regexp glob between in is similar sounds notnull isnull ilike match");
        put(SqlShape.ARITHMETIC, "div mod");
        put(SqlShape.CONSTANT, "null true false");
        put(SqlShape.QUANTIFIER, "all distinct distinctrow");
        put(SqlShape.KEYWORD, """
                as table case when then else end by asc desc join on using procedure analyse escape collate
                exists any some immediate outfile dumpfile delay time
                """);
    }

    /** Functions that no ordinary text calls. */
    private static final Set<String> TELLING = words("""
            benchmark sleep pg_sleep extractvalue updatexml concat_ws group_concat load_file make_set elt name_const aes_decrypt aes_encrypt
            unhex uncompress xmltype find_in_set db_name schema_name user_name system_user session_user current_user host_name ifnull isnull nullif
            coalesce substr substring mid ascii ord bin sysdate lo_get lo_import lo_export json_build_object json_valid json_extract
            jsonb_pretty string_to_array unistr randomblob sqlite_compileoption_get sqlite_version load_extension likelihood likely unlikely
            ctxsys from_base64 to_base64 row_count last_insert_id found_rows connection_id gtid_subset
            gtid_subtract exp st_latfromgeohash st_pointfromgeohash quote lpad rpad rtrim ltrim concat position instr char_length octet_length
            bit_length ucase lcase nvl chr nchar unicode sha1 crc32 uuid_short json_keys json_array overlay string_agg array_agg xmlagg
            listagg xpath query_to_xml database_to_xml getpgusername inet_ntoa is_srvrolemember is_member object_id col_name
            openrowset opendatasource openquery
            adddate addtime any_value bin_to_uuid bit_and bit_count bit_or bit_xor character_length coercibility convert_tz curdate curtime
            current_date current_time current_timestamp date_add date_sub datediff dayname dayofmonth dayofweek dayofyear dense_rank
            des_decrypt des_encrypt export_set first_value format_bytes from_days from_unixtime get_format get_lock release_lock is_free_lock
            is_used_lock release_all_locks inet_aton inet6_aton inet6_ntoa is_ipv4 is_ipv4_compat is_ipv4_mapped is_ipv6 is_uuid json_arrayagg
            json_object json_objectagg json_array_append json_array_insert json_contains json_contains_path json_depth json_insert json_length
            json_merge json_merge_patch json_merge_preserve json_overlaps json_pretty json_quote json_remove json_replace json_schema_valid
            json_search json_set json_storage_size json_table json_type json_unquote json_value json_each json_tree json_group_array
            json_group_object json_agg json_object_agg json_array_length json_array_elements json_typeof row_to_json to_json to_jsonb
            jsonb_agg jsonb_each jsonb_set jsonb_insert jsonb_build_object jsonb_build_array jsonb_object_agg jsonb_array_elements jsonb_path_query
            last_day last_value localtimestamp makedate maketime master_pos_wait microsecond monthname nth_value old_password percent_rank
            period_add period_diff random_bytes regexp_count regexp_instr regexp_like regexp_replace regexp_substr regexp_match regexp_matches
            regexp_split_to_array roles_graphml row_number cume_dist sec_to_time sha2 soundex str_to_date subdate substring_index subtime
            time_to_sec timediff timestampadd timestampdiff to_days to_seconds to_char to_date to_number to_timestamp to_hex to_ascii
            uncompressed_length unix_timestamp utc_date utc_time utc_timestamp uuid_to_bin validate_password_strength var_pop var_samp
            stddev stddev_pop stddev_samp wait_for_executed_gtid_set weekofyear weight_string yearweek st_astext st_asgeojson st_geomfromtext
            date_trunc date_part make_date make_time make_timestamp make_interval clock_timestamp statement_timestamp transaction_timestamp
            array_to_string array_length array_append array_cat array_position unnest generate_series generate_subscripts current_schema
            current_schemas current_database current_setting current_catalog current_query set_config inet_server_addr inet_client_addr
            has_table_privilege quote_ident quote_literal quote_nullable split_part starts_with btrim initcap translate convert_from
            convert_to lo_from_bytea lo_put lo_unlink table_to_xml schema_to_xml cursor_to_xml xmlparse xmlserialize xmlelement xmlforest
            last_insert_rowid total_changes sqlite_source_id sqlite_offset sqlite_compileoption_used zeroblob iif ifnull julianday strftime
            fts3_tokenizer readfile writefile group_concat sqlite_rename_table
            charindex patindex datalength stuff replicate quotename isdate isnumeric newid getdate getutcdate sysdatetime dateadd datename
            datepart eomonth object_name object_definition suser_name suser_sname suser_sid original_login fn_listextendedproperty
            servername serverproperty databasepropertyex has_dbaccess fn_virtualfilestats fn_dblog fn_xe_file_target_read_file try_cast try_convert
            rawtohex rawtonhex hextoraw nvl2 sys_context sys_guid userenv dump ora_hash wm_concat add_months months_between next_day
            dbms_lob regr_count width_bucket scn_to_timestamp
            """);

    /** Of these, words of English as well: with a blank before the parenthesis, they are those. */
    private static final Set<String> NATURAL = words("""
            likelihood likely unlikely sleep benchmark position quote overlay mid exp translate stuff dump dayname unicode ascii bin coalesce concat
            """);

    /** Functions whose names are words of other languages as well. */
    private static final Set<String> COMMON = words("""
            cast convert replace left right length len lower upper max min sum avg count if char hex decode encode insert floor ceil round rand
            random pi pow power cos sin tan log now date time day month year hour minute second version user database schema password md5 sha
            abs trim reverse repeat space strcmp format interval row values mod div sign sqrt quarter week locate field conv glob json
            timestamp top distinct sha2 least greatest rownum
            acos asin atan atan2 cot ceiling degrees radians ln log10 log2 truncate oct collation charset compress encrypt decrypt extract grouping
            lag lead ntile rank polygon point linestring std variance uuid weekday localtime default changes printf typeof choose
            square cbrt factorial gcd lcm trunc setseed age isfinite bool_and bool_or every corr covar strpos rownumber str difference checksum
            xmlagg crypt digest hmac md4 dateformat
            """);

    /** Of columns, as they stand behind a cast. */
    private static final Set<String> TYPES = words("""
            int int2 int4 int8 integer bigint smallint serial text varchar char character bpchar name bool boolean numeric decimal float float4 float8
            real double json jsonb jsonpath uuid date time timestamp timestamptz timetz interval bytea bit varbit regclass regtype regproc xml oid
            inet cidr macaddr money point box circle tsvector tsquery unsigned signed
            """);

    private SqlWords() {}

    /** The letter of a word in lower case, or {@link SqlShape#WORD}. */
    static char letterOf(String word) {
        return LETTERS.getOrDefault(word, SqlShape.WORD);
    }

    static boolean isTellingFunction(String word) {
        return TELLING.contains(word) || word.startsWith("pg_") || word.startsWith("dbms_") || word.startsWith("utl_");
    }

    /** Whether {@code word}, a telling function's name, is one of English, too. */
    static boolean isNatural(String word) {
        return NATURAL.contains(word);
    }

    static boolean isType(String word) {
        return TYPES.contains(word);
    }

    static boolean isCommonFunction(String word) {
        return COMMON.contains(word);
    }

    /** All functions of both kinds. */
    static Set<String> functions() {
        Set<String> all = new TreeSet<>(TELLING);
        all.addAll(COMMON);
        return all;
    }

    private static Set<String> words(String words) {
        return Set.copyOf(Arrays.asList(words.trim().split("\\s+")));
    }

    private static void put(char letter, String words) {
        for (String word : words.trim().split("\\s+")) {
            LETTERS.put(word, letter);
        }
    }
}
