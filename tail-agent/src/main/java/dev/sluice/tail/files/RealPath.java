// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Opens a file where it is, through no link. A path that was looked at may lead elsewhere by the time it is opened: whoever may write in one of its
 * folders can put a link there, and take it away again before anybody looks at the path a second time. So each folder is opened from within the one
 * above it ({@code openat} with {@code O_NOFOLLOW}), and what is read is at the path that was asked for and nowhere else.
 */
public final class RealPath {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private RealPath() {}

    /**
     * @param real as {@link Path#toRealPath} tells it: absolute, and none of its names a link
     * @throws IOException if one of them is a link by now
     * @throws java.nio.file.NoSuchFileException if there is no such file any more
     * @throws java.nio.file.AccessDeniedException if the file may not be read, or one of its folders not be listed
     */
    public static FileChannel open(Path real) throws IOException {
        SecureDirectoryStream<Path> folder = secure(Files.newDirectoryStream(real.getRoot()), real);
        try {
            for (Path name : real.getParent()) {
                SecureDirectoryStream<Path> next = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
                folder.close();
                folder = next;
            }
            return channel(folder.newByteChannel(real.getFileName(), READ), real);
        } finally {
            folder.close();
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> folder, Path real) throws IOException {
        if (folder instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        folder.close();
        throw new FileSystemException(real.toString(), null, "cannot be opened folder by folder on this system");
    }

    /** What the JDK's own file systems return is one; only such a channel can be read by several threads at once. */
    private static FileChannel channel(SeekableByteChannel channel, Path real) throws IOException {
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new FileSystemException(real.toString(), null, "is on a file system whose files have one reader only");
    }
}
