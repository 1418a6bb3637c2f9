using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace OzgTracker.Intake;

/// <summary>Reads a message of XZuFi 2.2 or 2.3 as a stream: one object in memory at a time, in the order of the file.</summary>
/// <remarks>
/// For one pass; the account of it (<see cref="Errors"/>, <see cref="Skipped"/>, <see cref="CreatedAt"/>) is complete at its end. DTDs, entities and references to other
/// files are refused. An object that is wrong costs itself; where the text is no XML any more, what came before counts.
/// </remarks>
public sealed class XzufiReader(Stream input)
{
    /// <summary>What the namespaces of all versions start with.</summary>
    const string NamespacePrefix = "http://xoev.de/schemata/xzufi/";

    /// <summary>Skip reason: a <i>Zuständigkeit</i> whose own id says that it is not of an <i>Onlinedienst</i>.</summary>
    public const string OfOtherObjects = "zustaendigkeit-of-other-objects";

    const int MaxNames = 20_000;
    const int MaxDepth = 64;
    const string OnlinedienstRange = "ZustaendigkeitOnlinedienst", RangePrefix = "Zustaendigkeit";

    static readonly string[] Versions = ["2_2_", "2_3_"];

    readonly Findings findings = new();
    readonly char[] chunk = new char[1024];

    /// <summary>Objects that were read and are not skipped, deletions included.</summary>
    public int Count { get; private set; }

    /// <summary>The first errors; one of line 0 concerns the whole file.</summary>
    public IReadOnlyList<LineError> Errors => findings.ByLine();

    /// <summary>All errors.</summary>
    public int ErrorCount => findings.ErrorCount;

    /// <summary>Objects of no use here, by reason.</summary>
    public IReadOnlyDictionary<string, int> Skipped => findings.Skipped;

    /// <summary>When the message was made, as far as has been read; null where it does not say so.</summary>
    public DateTimeOffset? CreatedAt { get; private set; }

    /// <summary>Whether the file was read to its end; what is behind the place of an error nobody knows.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>All objects, once. The stream stays open.</summary>
    /// <exception cref="IOException">The stream itself cannot be read.</exception>
    public async IAsyncEnumerable<XzufiObject> Read([EnumeratorCancellation] CancellationToken ct = default)
    {
        var budget = new NodeBudgetStream(input);
        using var xml = XmlReader.Create(budget, new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersFromEntities = 1,   // &lt; and its like do not count
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            NameTable = new BoundedNameTable(MaxNames),
        });
        var message = new Message(xml, budget);
        while (await Next(message, ct) is { } objects)
        {
            foreach (var found in objects)
            {
                Count++;
                yield return found;
            }
        }
    }

    async Task<IReadOnlyList<XzufiObject>?> Next(Message message, CancellationToken ct)
    {
        try
        {
            if (!message.HasRoot && !await Begin(message, ct)) return null;
            while (await message.Move(ct))
            {
                if (message.Xml.NodeType == XmlNodeType.Element && await Element(message, ct) is { } objects) return objects;
            }

            IsComplete = true;
        }
        catch (XmlException error)
        {
            findings.Add(Broken(error, message.HasRoot));
        }
        catch (InvalidDataException error)
        {
            findings.Add(new LineError(LineError.WholeFile, null, null, "file-not-readable", error.Message + (message.HasRoot ? $" It stands after line {message.Line}; the rest was not read." : "")));
        }

        return null;
    }

    async Task<bool> Begin(Message message, CancellationToken ct)
    {
        while (await message.Move(ct))
        {
            if (message.Xml.NodeType != XmlNodeType.Element) continue;
            message.HasRoot = true;
            var found = message.Xml.NamespaceURI;
            if (Versions.Any(version => found.StartsWith(NamespacePrefix + version, StringComparison.Ordinal))) return true;
            findings.Add(found.StartsWith(NamespacePrefix, StringComparison.Ordinal)
                ? new LineError(LineError.WholeFile, null, null, "xzufi-version", $"Expected XZuFi 2.2 or 2.3; found version {Excerpt.Of(found[NamespacePrefix.Length..].Replace('_', '.'))}.")
                : new LineError(
                    LineError.WholeFile, null, null, "not-xzufi",
                    $"Expected an XZuFi message, whose namespace begins with {NamespacePrefix}2_2_ or 2_3_; found {Excerpt.Of(found)} at the element {Excerpt.Of(message.Xml.LocalName)}."));
            return false;
        }

        return false;
    }

    async Task<IReadOnlyList<XzufiObject>?> Element(Message message, CancellationToken ct)
    {
        var (xml, line, position) = (message.Xml, message.Line, message.Position);
        switch (xml.Depth)
        {
            case 1:
                message.Section = xml.LocalName;
                if (message.Section == "nachrichtenkopf") CreatedAt ??= XzufiConversion.Moment(await Collect(message, ct));
                else if (message.Section == "loesche") return Take(await Collect(message, ct), fields => Deletion(fields, line), line, position);
                return null;
            case 2 when message.Section == "schreibe":
                switch (xml.LocalName)
                {
                    case "leistung": return Take(await Collect(message, ct), fields => [XzufiConversion.Leistung(fields, line)], line, position);
                    case "onlinedienst": return Take(await Collect(message, ct), fields => [XzufiConversion.Onlinedienst(fields, line)], line, position);
                    case "zustaendigkeitTransferObjekt" or "zustaendigkeit":
                        return Take(await Collect(message, ct), fields => [.. XzufiConversion.Zustaendigkeiten(fields, line).Where(IsOfOnlinedienst)], line, position);
                    default:
                        findings.Skip(Reason(xml.LocalName));
                        return null;
                }

            default:
                return null;
        }
    }

    /// <summary>Names of kinds that nobody knows make one reason, so that a strange file does not make thousands.</summary>
    static string Reason(string name) => name switch
    {
        "organisationseinheit" or "formular" or "spezialisierung" => name,
        _ => "unknown-kind",
    };

    bool IsOfOnlinedienst(XzufiObject found)
    {
        if (!found.Id.Scheme.StartsWith(RangePrefix, StringComparison.Ordinal) || found.Id.Scheme == OnlinedienstRange) return true;
        findings.Skip(OfOtherObjects);
        return false;
    }

    IReadOnlyList<XzufiObject>? Take(XzufiFields fields, Func<XzufiFields, IReadOnlyList<XzufiObject>> convert, int line, int position)
    {
        var objects = convert(fields);
        if (fields.Fault is not { } fault) return objects;
        findings.Add(new LineError(line, position, fault.Field, fault.Code, fault.Reason));
        return null;
    }

    IReadOnlyList<XzufiObject> Deletion(XzufiFields fields, int line)
    {
        var id = fields.Id("id");
        switch (fields.First("klasse")?.Text)
        {
            case "Leistung": return [new XzufiDeletion(line, XzufiKind.Leistung, id)];
            case "Onlinedienst": return [new XzufiDeletion(line, XzufiKind.Onlinedienst, id)];
            case "Zustaendigkeit" or "Zuständigkeit" or "ZustaendigkeitTransferObjekt": return [.. ((XzufiObject[])[new XzufiDeletion(line, XzufiKind.Zustaendigkeit, id)]).Where(IsOfOnlinedienst)];
            case null or "":
                fields.Refuse("klasse", "class-missing", "Expected the kind of the object to delete; found nothing.");
                return [];
            default:
                findings.Skip("deleted-other-kind");
                return [];
        }
    }

    /// <summary>Goes to the end of the present element and keeps the texts that are wanted.</summary>
    async Task<XzufiFields> Collect(Message message, CancellationToken ct)
    {
        var (xml, fields, depth) = (message.Xml, new XzufiFields(), message.Xml.Depth);
        if (xml.GetAttribute("klasse") is { } kind) fields.Add(new XzufiField("klasse", 0, "", "", null, kind.Trim()));
        if (xml.IsEmptyElement) return fields;

        var path = new List<string>();
        var open = new Stack<(int Depth, XzufiField Field, StringBuilder Text)>();
        while (await message.Move(ct) && xml.Depth > depth)
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    path.RemoveRange(xml.Depth - depth - 1, path.Count - (xml.Depth - depth - 1));
                    path.Add(message.IsOurs ? xml.LocalName : "?");
                    if (path is ["zustaendigkeit"]) fields.Groups++;
                    if (string.Join('/', path) is var name && XzufiConversion.Wanted.Contains(name))
                    {
                        var field = new XzufiField(name, fields.Groups, xml.GetAttribute("schemeAgencyID") ?? "", xml.GetAttribute("schemeID") ?? "", xml.GetAttribute("languageCode"), "");
                        if (xml.IsEmptyElement) fields.Add(field);
                        else open.Push((xml.Depth, field, new StringBuilder()));
                    }

                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when open.TryPeek(out var now) && now.Depth == xml.Depth - 1:
                    await Append(xml, now.Text);
                    break;
                case XmlNodeType.EndElement when open.TryPeek(out var done) && done.Depth == xml.Depth:
                    open.Pop();
                    fields.Add(done.Field with { Text = done.Text.ToString().Trim() });
                    break;
            }
        }

        return fields;
    }

    async Task Append(XmlReader xml, StringBuilder text)
    {
        int read;
        while (text.Length < XzufiFields.MaxTextLength && (read = await xml.ReadValueChunkAsync(chunk, 0, chunk.Length)) > 0) text.Append(chunk, 0, read);
    }

    static LineError Broken(XmlException error, bool hasRoot)
    {
        if (error.Message.Contains("DTD", StringComparison.Ordinal))
            return new(LineError.WholeFile, null, null, "dtd-forbidden", "Expected a message without a document type definition; found one. Entities and references to other files are not read.");
        if (!hasRoot && error.LineNumber <= 1 && error.Message.Contains("Root element is missing", StringComparison.Ordinal))
            return new(LineError.WholeFile, null, null, "file-empty", "Expected an XZuFi message; found an empty file.");
        return new(error.LineNumber, error.LinePosition, null, "xml-malformed", $"Expected well-formed XML; {error.Message} What stands before was read, the rest was not.");
    }

    /// <summary>A message on its way through the parser.</summary>
    sealed class Message(XmlReader xml, NodeBudgetStream budget)
    {
        public XmlReader Xml => xml;

        public bool HasRoot { get; set; }

        /// <summary>Name of the present child of the root.</summary>
        public string Section { get; set; } = "";

        public int Line => ((IXmlLineInfo)xml).LineNumber;

        public int Position => ((IXmlLineInfo)xml).LinePosition;

        /// <summary>Codes stand in no namespace, everything else in that of XZuFi.</summary>
        public bool IsOurs => xml.NamespaceURI.Length == 0 || xml.NamespaceURI.StartsWith(NamespacePrefix, StringComparison.Ordinal);

        public async Task<bool> Move(CancellationToken ct)
        {
            ct.ThrowIfCancellationRequested();
            budget.Renew();
            if (!await xml.ReadAsync()) return false;
            if (xml.Depth > MaxDepth) throw new InvalidDataException($"Expected elements nested at most {MaxDepth} deep; found more.");
            return true;
        }
    }
}
