// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

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
    private static final Set<String> TELLING = Set.of("""
            benchmark sleep pg_sleep extractvalue updatexml concat_ws group_concat load_file make_set elt name_const aes_decrypt aes_encrypt
            unhex uncompress xmltype find_in_set db_name schema_name user_name system_user session_user current_user host_name ifnull isnull nullif
            coalesce substr substring mid ascii ord bin sysdate lo_get lo_import lo_export pg_read_file pg_ls_dir json_build_object json_valid json_extract
            jsonb_pretty string_to_array unistr randomblob sqlite_compileoption_get sqlite_version load_extension likelihood likely unlikely
            dbms_pipe utl_http utl_inaddr ctxsys from_base64 to_base64 row_count last_insert_id found_rows connection_id gtid_subset
            gtid_subtract exp st_latfromgeohash st_pointfromgeohash quote lpad rpad rtrim ltrim concat position instr char_length octet_length
            bit_length ucase lcase nvl chr nchar unicode sha1 crc32 uuid_short json_keys json_array overlay string_agg array_agg xmlagg
            listagg xpath query_to_xml database_to_xml getpgusername inet_ntoa is_srvrolemember is_member object_id col_name
            openrowset opendatasource openquery
            """.trim().split("\\s+"));

    /** Functions whose names are words of other languages as well. */
    private static final Set<String> COMMON = Set.of("""
            cast convert replace left right length len lower upper max min sum avg count if char hex decode encode insert floor ceil round rand
            random pi pow power cos sin tan log now date time day month year hour minute second version user database schema password md5 sha
            abs trim reverse repeat space strcmp format interval row values mod div sign sqrt quarter week locate field conv glob json
            timestamp top distinct sha2 least greatest rownum
            """.trim().split("\\s+"));

    private SqlWords() {}

    /** The letter of a word in lower case, or {@link SqlShape#WORD}. */
    static char letterOf(String word) {
        return LETTERS.getOrDefault(word, SqlShape.WORD);
    }

    static boolean isTellingFunction(String word) {
        return TELLING.contains(word) || word.startsWith("pg_") || word.startsWith("dbms_") || word.startsWith("utl_");
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

    private static void put(char letter, String words) {
        for (String word : words.trim().split("\\s+")) {
            LETTERS.put(word, letter);
        }
    }
}
