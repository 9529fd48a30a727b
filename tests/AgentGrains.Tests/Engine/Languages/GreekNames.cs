namespace AgentGrains.Tests.Engine.Languages;

/// <summary>Fifty Greek names of people, places and things, each with the form that stands after "του" or "της", and fifty English ones.</summary>
internal static class GreekNames
{
    public static readonly (string Name, string Genitive)[] Greek =
    [
        ("Γιώργος", "Γιώργου"), ("Μαρία", "Μαρίας"), ("Μάριος", "Μάριου"), ("Ελένη", "Ελένης"), ("Γιάννης", "Γιάννη"),
        ("Κώστας", "Κώστα"), ("Δημήτρης", "Δημήτρη"), ("Κατερίνα", "Κατερίνας"), ("Σοφία", "Σοφίας"), ("Νίκος", "Νίκου"),
        ("Αργυρώ", "Αργυρώς"), ("Αχιλλέας", "Αχιλλέα"), ("Οδυσσέας", "Οδυσσέα"), ("Πηνελόπη", "Πηνελόπης"), ("Αλέξανδρος", "Αλεξάνδρου"),
        ("Αλεξάνδρα", "Αλεξάνδρας"), ("Χρήστος", "Χρήστου"), ("Χριστίνα", "Χριστίνας"), ("Θανάσης", "Θανάση"), ("Ζωή", "Ζωής"),
        ("Άρτεμις", "Άρτεμης"), ("Ευάγγελος", "Ευάγγελου"), ("Ευαγγελία", "Ευαγγελίας"), ("Στέλιος", "Στέλιου"), ("Στέλλα", "Στέλλας"),
        ("Ηρακλής", "Ηρακλή"), ("Ιφιγένεια", "Ιφιγένειας"), ("Μιχάλης", "Μιχάλη"), ("Μυρτώ", "Μυρτώς"), ("Παναγιώτης", "Παναγιώτη"),
        ("Αθήνα", "Αθήνας"), ("Θεσσαλονίκη", "Θεσσαλονίκης"), ("Πειραιάς", "Πειραιά"), ("Ναύπλιο", "Ναυπλίου"), ("Όλυμπος", "Ολύμπου"),
        ("Κρήτη", "Κρήτης"), ("Βόλος", "Βόλου"), ("Χανιά", "Χανιά"), ("Ρόδος", "Ρόδου"), ("Κέρκυρα", "Κέρκυρας"),
        ("Μεγάλος Αλέξανδρος", "Μεγάλου Αλεξάνδρου"), ("Κυρία Παπαδοπούλου", "Κυρίας Παπαδοπούλου"), ("Λευκός Πύργος", "Λευκού Πύργου"),
        ("Νέα Σμύρνη", "Νέας Σμύρνης"), ("Άγιος Νικόλαος", "Αγίου Νικολάου"), ("Έργο Αιγαίο", "Έργου Αιγαίο"), ("Ταβέρνα Θάλασσα", "Ταβέρνας Θάλασσα"),
        ("Κτήμα Ελιά", "Κτήματος Ελιά"), ("Πρόγραμμα Φάρος", "Προγράμματος Φάρος"), ("Σχολή Ικάρων", "Σχολής Ικάρων"),
    ];

    public static readonly string[] English =
    [
        "George", "Mary", "Marius", "Helen", "John", "Oscar", "Denis", "Catherine", "Sophie", "Nick",
        "Rosemary", "Achilles", "Ulysses", "Penelope", "Alexander", "Alexandra", "Christopher", "Christina", "Thomas", "Zoe",
        "Artemis", "Angelo", "Angela", "Stephen", "Stella", "Hercules", "Josephine", "Michael", "Myrtle", "Patrick",
        "London", "Manchester", "Bristol", "Norwich", "Snowdon", "Cornwall", "Dover", "Hastings", "Rhodes", "Jersey",
        "Alexander the Great", "Mrs Pemberton", "White Tower", "New Malden", "Saint Nicholas", "Project Aegean", "The Sea Tavern",
        "Olive Farm", "Lighthouse Programme", "Flying School",
    ];
}
