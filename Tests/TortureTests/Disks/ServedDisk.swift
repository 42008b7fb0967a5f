// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation
import Glibc

/// A block device with an ext4 on it, whose every write passes through nbdkit.
///
/// nbdkit serves an image, nbdfuse makes a file of what it serves, losetup a device of the file. It
/// stands in for dm-log-writes and dm-flakey, which need kernel modules.
final class ServedDisk {
    /// What nbdkit does with the image.
    enum Kind {
        /// Every write and flush goes into a log beside it.
        case logged(URL)
        /// Writes fail with EIO as long as a file stands there.
        case failing(while: URL)
    }

    /// The tools that it takes.
    static let lack = Torture.lacks(
        tools: "nbdkit", "nbdfuse", "losetup", "mount", "mkfs.ext4", root: true)

    let mount: Mount
    private let device: String
    private let front: URL
    private let processes: [Process]

    init(_ image: URL, _ kind: Kind, in folder: URL) async throws {
        let socket = folder.appending(path: "nbd.sock")
        let nbdkit = try Machine.start(
            "nbdkit", ["-f", "-U", socket.path] + Self.words(image, kind))
        _ = try await Wait.until(10) { Self.isThere(socket) }
        front = folder.appending(path: "disk")
        try Data().write(to: front)
        let nbdfuse = try Machine.start("nbdfuse", [front.path, "--unix", socket.path])
        processes = [nbdfuse, nbdkit]
        let front = front
        let isServed = try await Wait.until(10) {
            try FileManager.default.attributesOfItem(atPath: front.path)[.size] as? Int != 0
        }
        guard isServed else { throw Trouble("nbdfuse does not serve the disk") }
        device = try Machine.run("losetup", "--show", "-f", front.path)
        mount = try Mount(
            device, on: folder.appending(path: "mounted"), options: "errors=continue,noatime")
    }

    private static func words(_ image: URL, _ kind: Kind) -> [String] {
        switch kind {
        case .logged(let log):
            let plugin = Checkout.file("Tests/TortureTests/Disks/write-log.py")
            return ["python", plugin.path, "image=\(image.path)", "log=\(log.path)"]
        case .failing(let sign):
            return [
                "--filter=error", "file", image.path, "error=EIO", "error-pwrite-rate=100%",
                "error-file=\(sign.path)",
            ]
        }
    }

    private static func isThere(_ file: URL) -> Bool {
        FileManager.default.fileExists(atPath: file.path)
    }

    /// Takes the disk away, and ends what served it.
    func leave() {
        try? mount.leave()
        _ = try? Machine.run("losetup", "-d", device)
        _ = try? Machine.run("umount", front.path)
        for process in processes where process.isRunning {
            kill(process.processIdentifier, SIGKILL)
        }
    }
}
