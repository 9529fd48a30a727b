using System.Buffers;
using System.IO.Compression;
using System.Text;
using AgentGrains.Engine.Codec;
using AgentGrains.Runtime.Journal;

namespace AgentGrains.Runtime.Resources;

/// <summary>One content: Brotli-compressed UTF-8 in pieces, the last of which says so. What a crash left incomplete is written anew.</summary>
[GrainType("resource-content")]
internal sealed class ResourceContentGrain(OperationJournalFactory journals) : Grain, IResourceContentGrain
{
    private const int PieceBytes = 256 * 1024;
    private const int PieceField = 1;
    private const int LastField = 2;
    private static readonly TextPool Pool = new();

    private FrameJournal _journal = null!;
    private ArrayBufferWriter<byte> _packed = new();
    private bool _isWhole;
    private string? _text;   // unpacked at the first read, for as long as the grain is awake

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _journal = new FrameJournal(journals.CreateRaw(this.GetGrainId(), key));
        await _journal.OpenAsync<(byte[] Bytes, bool IsLast)>(Read, piece =>
        {
            _packed.Write(piece.Bytes);
            _isWhole |= piece.IsLast;
        });
    }

    public async ValueTask SetAsync(string content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (_isWhole)
            return;
        try
        {
            if (_packed.WrittenCount > 0)
                await _journal.EraseAsync();
            var packed = Pack(content);
            for (var at = 0; at < packed.Length; at += PieceBytes)
            {
                var piece = packed.AsMemory(at, Math.Min(PieceBytes, packed.Length - at));
                var isLast = at + piece.Length == packed.Length;
                await _journal.AppendAsync(writer =>
                {
                    writer.Bytes(PieceField, piece.Span);
                    writer.Number(LastField, isLast ? 1u : 0);
                });
            }

            _packed = new ArrayBufferWriter<byte>(packed.Length);
            _packed.Write(packed);
            (_isWhole, _text) = (true, content);
        }
        catch
        {
            DeactivateOnIdle();   // what was written is not known; the next activation reads the truth
            throw;
        }
    }

    public ValueTask<(int Offset, string Text)?> ReadAsync(int offset, int most, CancellationToken cancellationToken)
    {
        if (!_isWhole)
            return new(((int, string)?)null);
        _text ??= Unpack(_packed.WrittenMemory);
        var from = Math.Clamp(offset, 0, _text.Length);
        from -= SplitsPair(_text, from) ? 1 : 0;
        var to = (int)Math.Min(_text.Length, (long)from + Math.Max(2, most));
        to -= SplitsPair(_text, to) ? 1 : 0;
        return new((from, _text[from..to]));
    }

    public async ValueTask EraseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _journal.EraseAsync();
        }
        finally
        {
            DeactivateOnIdle();
        }

        (_packed, _isWhole, _text) = (new(), false, null);
    }

    private static bool SplitsPair(string text, int at) => at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]);

    private static byte[] Pack(string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            brotli.Write(bytes);
        return packed.ToArray();
    }

    private static string Unpack(ReadOnlyMemory<byte> packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        using var reader = new StreamReader(brotli, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false);
        return reader.ReadToEnd();
    }

    private static (byte[] Bytes, bool IsLast) Read(ReadOnlyMemory<byte> frame, long sequence)
    {
        (byte[] Bytes, bool IsLast) piece = ([], false);
        var reader = new FieldReader(frame.Span, Pool);
        while (reader.Next(out var field))
        {
            switch (field)
            {
                case PieceField: piece.Bytes = reader.Bytes().ToArray(); break;
                case LastField: piece.IsLast = reader.Number() != 0; break;
                default: reader.Skip(); break;
            }
        }

        return piece;
    }
}
