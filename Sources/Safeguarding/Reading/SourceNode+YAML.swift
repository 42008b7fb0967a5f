// SPDX-License-Identifier: Apache-2.0

import Yams

extension SourceNode {
    /// Reads a file that holds one YAML document.
    ///
    /// Refused are tags, names that are not scalars, a name twice in one mapping, and whatever is
    /// over the limits. An alias stands for its anchor's value and shows its anchor's place.
    package init(
        yaml text: String, file: String, limits: SourceLimits = .file
    ) throws(SourceFault) {
        guard text.utf8.count <= limits.bytes else {
            throw SourceFault(
                file: file, line: 1, column: 1,
                what: "the file has \(text.utf8.count) bytes",
                instead: "write at most \(limits.bytes)")
        }
        var walk = YAMLWalk(file: file, limits: limits)
        self = try walk.node(from: Self.root(of: text, file: file), depth: 0)
    }

    private static func root(of text: String, file: String) throws(SourceFault) -> Node {
        let root: Node?
        do {
            root = try compose(yaml: text, .default, .default, .utf8)
        } catch let error as YamlError {
            throw SourceFault(error, in: text, file: file)
        } catch {
            throw SourceFault(
                file: file, line: 1, column: 1, what: "the YAML cannot be read (\(error))",
                instead: "correct the YAML")
        }
        guard let root else {
            throw SourceFault(
                file: file, line: 1, column: 1, what: "the file is empty",
                instead: "write `name: value` lines")
        }
        return root
    }
}

/// One walk from the nodes of the YAML library to ours, within limits.
private struct YAMLWalk {
    let file: String
    let limits: SourceLimits
    private var count = 0

    init(file: String, limits: SourceLimits) {
        self.file = file
        self.limits = limits
    }

    mutating func node(from node: Node, depth: Int) throws(SourceFault) -> SourceNode {
        count += 1
        if count > limits.nodes {
            throw fault(node, "there are more than \(limits.nodes) values", "write fewer")
        }
        if depth > limits.depth {
            throw fault(node, "values lie deeper than \(limits.depth)", "write them flatter")
        }
        let content: SourceNode.Content
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain
            // The library itself tags what is in quotation marks as text.
            try refuse(scalar.tag, on: node, unless: isPlain ? "" : "tag:yaml.org,2002:str")
            content = isPlain ? .init(plain: scalar.string) : .text(scalar.string)
        case .sequence(let sequence):
            try refuse(sequence.tag, on: node)
            var items: [SourceNode] = []
            for item in sequence { items.append(try self.node(from: item, depth: depth + 1)) }
            content = .items(items)
        case .mapping(let mapping):
            try refuse(mapping.tag, on: node)
            content = .entries(try entries(of: mapping, depth: depth))
        case .alias:
            throw fault(node, "an alias stands for nothing", "write the value itself")
        }
        let (line, column) = place(of: node)
        return SourceNode(file: file, line: line, column: column, content: content)
    }

    private mutating func entries(
        of mapping: Node.Mapping, depth: Int
    ) throws(SourceFault) -> [SourceEntry] {
        var entries: [SourceEntry] = []
        var names: Set<String> = []
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                throw fault(key, "a name in a mapping is not a scalar", "write a word")
            }
            try refuse(scalar.tag, onName: key)
            let name = scalar.string
            guard names.insert(name).inserted else {
                throw fault(key, "`\(name)` stands twice in one mapping", "write it once")
            }
            let (line, column) = place(of: key)
            let node = SourceNode(file: file, line: line, column: column, content: .text(name))
            let read = try self.node(from: value, depth: depth + 1)
            entries.append(SourceEntry(key: node, name: name, value: read))
        }
        return entries
    }

    private func refuse(
        _ tag: Tag, on node: Node, unless own: String = ""
    ) throws(SourceFault) {
        let name = tag.description
        if !name.isEmpty && name != "!" && name != own {
            throw fault(node, "the tag `\(name)` means nothing here", "leave it out")
        }
    }

    /// The library gives every name a tag of its core schema while it looks for duplicates, so one
    /// that somebody wrote cannot be told from its own.
    private func refuse(_ tag: Tag, onName node: Node) throws(SourceFault) {
        if !tag.description.hasPrefix("tag:yaml.org,2002:") { try refuse(tag, on: node) }
    }

    private func place(of node: Node) -> (line: Int, column: Int) {
        (node.mark?.line ?? 1, node.mark?.column ?? 1)
    }

    private func fault(_ node: Node, _ what: String, _ instead: String) -> SourceFault {
        let (line, column) = place(of: node)
        return SourceFault(file: file, line: line, column: column, what: what, instead: instead)
    }
}

extension SourceFault {
    /// Says in our words what the YAML library found.
    fileprivate init(_ error: YamlError, in text: String, file: String) {
        let line: Int
        let column: Int
        var what: String
        var instead = "correct the YAML"
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            (line, column) = (mark.line, mark.column)
            what = "the YAML breaks here (\(problem)"
            if let context { what += ", \(context.text) from line \(context.mark.line)" }
            what += ")"
        case .reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0).unicodeScalars
            line = before.count { $0 == "\n" } + 1
            column = before.reversed().prefix { $0 != "\n" }.count + 1
            what = "the text holds what YAML does not allow (\(problem))"
        case .duplicatedKeysInMapping(let duplicates, let context):
            (line, column) = (context.mark.line, context.mark.column)
            what = "`\(duplicates.first ?? "")` stands twice in one mapping"
            instead = "write it once"
        default:
            (line, column) = (1, 1)
            what = "the YAML cannot be read (\(error))"
        }
        self.init(file: file, line: line, column: column, what: what, instead: instead)
    }
}
