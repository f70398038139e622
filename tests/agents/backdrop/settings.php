<?php // A stand-in of Backdrop for tests has its settings in bootstrap.inc.
