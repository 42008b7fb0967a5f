// SPDX-License-Identifier: Apache-2.0

import TransparencyLog
import Wire

/// Where a log is published, as C2SP tlog-tiles has it; it is public, so nobody says who reads.
struct LogSource: Sendable {
    /// What the paths of checkpoint and tiles follow, without a slash at the end.
    let url: String
    /// The log's keys.
    let key: LogKeys
    private let transport: NodeTransport?
    private let exchange: Exchange
    private let patience: Duration

    /// A log at a URL.
    init(
        url: String, key: LogKeys, transport: NodeTransport? = nil,
        in surroundings: Surroundings, patience: Duration = BrokerClient.patience
    ) {
        self.url = url
        self.key = key
        self.transport = transport
        self.patience = patience
        exchange = surroundings.exchange
    }

    /// The newest checkpoint, its signature verified.
    func checkpoint() async throws(ToolFailure) -> SeenCheckpoint {
        let answer = try await get("checkpoint").good()
        return try SeenCheckpoint(answer.body, log: key, from: "\(url)/checkpoint")
    }

    /// The newest checkpoint that enough witnesses of the log have cosigned, its own signature verified; nil
    /// while there is none.
    func cosigned() async throws(ToolFailure) -> SeenCheckpoint? {
        let answer = try await get("cosigned")
        guard answer.status != 404 else { return nil }
        return try SeenCheckpoint(answer.good().body, log: key, from: "\(url)/cosigned")
    }

    /// The bytes of a tile; nobody has verified them yet.
    ///
    /// A log need not keep a partial tile once the full one is there; then that one is cut to size.
    func bytes(of tile: Tile) async throws(ToolFailure) -> [UInt8] {
        let answer = try await get(tile.path)
        guard answer.status == 404 else { return try checked(answer, tile) }
        guard tile.width < Tile.fullWidth, let full = try? Tile(tile.contents, index: tile.index)
        else { throw missing(tile) }
        let wider = try await get(full.path)
        guard wider.status != 404 else { throw missing(tile) }
        guard let bytes = tile.beginning(of: try checked(wider, full)) else { throw wrong(full) }
        return bytes
    }

    /// The most pages of tokens that are read.
    static let mostTimestampPages = 10_000

    /// What time stamping authorities have stamped, from the first checkpoint of that size on, as it
    /// is published.
    func timestamps(from size: Int64) async throws(ToolFailure) -> [JSONNode] {
        var items: [JSONNode] = []
        var query = "from=\(size)"
        for _ in 0..<Self.mostTimestampPages {
            let page = try await get("timestamps?\(query)").good().json()
            items += page.list("items")
            guard let next = page.text("next") else { return items }
            query = "cursor=\(next)"
        }
        throw ToolFailure(
            .unavailable,
            "The list at \(url)/timestamps does not end; ask for less of it: --from SIZE")
    }

    private func get(_ path: String) async throws(ToolFailure) -> BrokerAnswer {
        var request = BrokerRequest(
            method: .get, url: "\(url)/\(path)", headers: ["Accept": "*/*"], body: [],
            patience: patience)
        request.transport = transport
        return try await exchange.perform(request)
    }

    private func checked(
        _ answer: BrokerAnswer, _ tile: Tile
    ) throws(ToolFailure) -> [UInt8] {
        let bytes = try answer.good().body
        guard tile.beginning(of: bytes) == bytes else { throw wrong(tile) }
        return bytes
    }

    private func missing(_ tile: Tile) -> ToolFailure {
        ToolFailure(
            .unavailable,
            "\(url)/\(tile.path) is not there, though the checkpoint covers it: try again later, and "
                + "tell the log's operator when it stays away")
    }

    private func wrong(_ tile: Tile) -> ToolFailure {
        ToolFailure(
            .data,
            "\(url)/\(tile.path) is no tile of \(tile.width) hashes or entries; nothing of it "
                + "was kept")
    }
}

extension Tile {
    /// So much of the bytes of this tile, or of a wider one at its place, as this one holds; nil when
    /// they hold less.
    fileprivate func beginning(of bytes: [UInt8]) -> [UInt8]? {
        guard case .entries = contents else {
            let count = width * 32
            return bytes.count >= count && bytes.count.isMultiple(of: 32)
                ? Array(bytes.prefix(count)) : nil
        }
        var end = 0
        for _ in 0..<width {
            guard end + 2 <= bytes.count else { return nil }
            end += 2 + (Int(bytes[end]) << 8 | Int(bytes[end + 1]))
        }
        return end <= bytes.count ? Array(bytes.prefix(end)) : nil
    }
}
