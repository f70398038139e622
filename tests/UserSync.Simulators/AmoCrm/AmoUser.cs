namespace UserSync.Simulators.AmoCrm;

/// <summary>A user of the account.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address.</param>
public sealed record AmoUser(long Id, string Name, string Email)
{
    /// <summary>May do all.</summary>
    public bool IsAdmin { get; set; }

    /// <summary>False once dismissed.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Without a paid seat: may not come in.</summary>
    public bool IsFree { get; set; }

    /// <summary>True once removed: no longer a choice anywhere.</summary>
    public bool IsDeleted { get; set; }

    /// <summary>The group.</summary>
    public long GroupId { get; set; }

    /// <summary>Seeing contacts: A all, G those of the group, M own, D none.</summary>
    public char View { get; set; } = 'A';

    /// <summary>Changing contacts, in the same letters.</summary>
    public char Edit { get; set; } = 'A';

    /// <summary>Adding contacts: A or D.</summary>
    public char Add { get; set; } = 'A';

    /// <summary>True when a right with this letter reaches a contact.</summary>
    public bool Reaches(char right, AmoContact contact) => IsAdmin || right switch
    {
        'A' => true,
        'G' => contact.GroupId == GroupId || contact.ResponsibleUserId == Id,
        'M' => contact.ResponsibleUserId == Id,
        _ => false,
    };
}
