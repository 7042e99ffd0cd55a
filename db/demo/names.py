"""Invented names. Given and family names are drawn apart, so that no combination is anybody's."""

import random
from collections.abc import Iterator

_GIVEN = """
Abigail Adaeze Adrian Agnes Ahmed Aisha Akira Alejandro Alma Amara Amos Anand Anika Annika Antonio Anwar Ariel Arjun
Astrid Aurelio Beatriz Benedict Bianca Bogdan Brigid Bryce Calvin Camila Carlton Cecily Cesar Chidi Chloe Clara
Clement Consuelo Cora Cyrus Dalia Damon Daphne Darius Deepa Delphine Demetrius Desmond Dina Dmitri Dolores Dorian
Edith Eduardo Eleni Elias Elise Emeka Enid Enrique Esme Esther Ezra Fatima Felicity Fernando Fiona Floyd Francine
Gabriela Garth Gemma Genevieve Gideon Giselle Grace Greta Guillermo Habib Hana Harriet Hector Helena Henrik Hiroshi
Ibrahim Ida Ignacio Imogen Ingrid Irina Isaac Ivy Jamal Janelle Jasper Javier Jerome Joaquin Jolene Josephine Julian
Juno Kamal Karim Keiko Kendra Khalil Kofi Lamar Larissa Laszlo Leila Leon Leticia Liam Linh Lorna Lucius Luz Magda
Mahalia Malik Manuel Marcel Margit Mariam Marta Mateo Maud Mei Mercedes Micah Mina Miriam Mohan Nadia Naomi Nasser
Neha Nell Nikolai Noor Octavia Odette Olga Omar Opal Orlando Oscar Paloma Parvati Percy Petra Philippa Priya Quentin
Rachel Rafael Raina Ramona Rashid Reina Renata Reuben Rhoda Rohan Rosa Roxanne Ruben Ruth Sabine Salma Samir Sanjay
Selma Sergei Shanice Sibyl Silas Simone Soledad Sonia Stellan Suki Sylvia Tadeo Tamara Tariq Tess Thaddeus Theo Thu
Tobias Ursula Valentina Vera Victor Vikram Wanda Wendell Willa Winston Xavier Ximena Yara Yolanda Yusuf Zahra Zelda
Zoltan
"""
_FAMILY = """
Abara Abernethy Achebe Adler Agarwal Akintola Alvarado Amador Anselm Arbogast Archuleta Arellano Ashgrove Avery Ayala
Bachman Bader Balogun Banerjee Barros Bassett Batista Beaulieu Bellweather Benavides Berglund Bhatt Birch Blackwood
Boateng Bohannon Bonner Brannigan Bristow Buchholz Burgess Caldera Calloway Camacho Cardoso Carmody Castellan
Chakraborty Chaudhry Chisholm Coburn Contreras Cordell Covington Crane Crespo Dabrowski Dalrymple Danso Delacroix
Delgado Desrosiers Dhillon Dominguez Donoghue Drummond Dubois Dunmore Eastman Ekwall Eldridge Engstrom Escobedo
Espinoza Fairweather Farouk Fenwick Ferreira Figueroa Fitzhugh Flanagan Fontaine Forsythe Frye Galarza Gallagher
Garnett Ghosh Gillespie Goldfarb Gorman Grantham Greenlee Grimaldi Guerrero Gundersen Haddad Hallowell Hamadi Hargrove
Hartwell Haverford Hayashi Herrera Hinojosa Hollander Holloway Horvath Huang Ibarra Ingram Iwu Jankowski Jaramillo
Jimenez Kaplan Kapoor Karimi Kaur Keating Kessler Khoury Kimura Kirkland Kovacs Krause Kuznetsov Lachance Lafferty
Lambert Landry Langford Larkin Lehmann Lindgren Liu Locklear Lombardi Lozano Lundquist Macias Madrigal Mahoney
Malhotra Mansour Marchetti Mascarenhas Matsuda Mbeki McAllister McKinley Medina Mehta Mendoza Merrick Meyers Mistry
Montoya Moreau Mukherjee Munro Nakamura Narayan Navarro Nguyen Nikolaidis Nkemelu Norwood Nowak Obi Ochoa Odom Okafor
Olivares Olmstead Omondi Orozco Osei Ostrander Pacheco Pappas Paredes Patterson Pemberton Pereira Phan Pike Pinckney
Pokorny Prasad Quintana Quraishi Radcliffe Ramachandran Rasmussen Redmond Reyes Riddle Rinaldi Rivas Robledo Rosales
Rosenthal Rutherford Sadler Salazar Sandoval Santoro Sawyer Schaefer Serrano Shapiro Sharma Sheridan Siddiqui Silva
Sinclair Solberg Sorensen Stanhope Steele Stratton Sutherland Szabo Takahashi Tamayo Tanaka Tate Teague Thackeray
Thorne Tiwari Toland Torvald Tran Trevino Uchida Underhill Urbina Vaccaro Valdez Vance Varga Velasco Verma Villanueva
Vu Wadsworth Wainwright Wakefield Walcott Watanabe Weaver Westbrook Whitfield Winslow Wojcik Wolfe Yamada Yates Yilmaz
Ybarra Zabala Zamora Zeller Zimmerman
"""


def new_names(source: random.Random) -> Iterator[str]:
    """Different full names without end, in an order of the source's own; past the last pair a middle initial comes."""
    given, family = _GIVEN.split(), _FAMILY.split()
    source.shuffle(given)
    source.shuffle(family)
    initials = ["", *(f"{letter}. " for letter in "ABCDEFGHJKLMNPRSTVW")]
    for initial in initials:
        for turn in range(len(family)):
            for place, name in enumerate(given):
                yield f"{name} {initial}{family[(place + turn) % len(family)]}"
